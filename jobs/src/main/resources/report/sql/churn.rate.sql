-- Churn by each definition, the last 24 months.
SELECT month, definition, at_start, churned, churn_rate, wilson_low, wilson_high, is_complete
FROM gold.churn_rate
WHERE segment = 'all' AND at_start > 0
  AND month > (SELECT max(month) FROM gold.churn_rate) - INTERVAL 24 MONTH
ORDER BY month, definition
