-- Churn by segment, by the definition that covers most customers, the last 24 months.
SELECT month, segment, definition, at_start, churned, churn_rate, wilson_low, wilson_high, is_complete
FROM gold.churn_rate
WHERE segment <> 'all' AND at_start > 0
  AND month > (SELECT max(month) FROM gold.churn_rate) - INTERVAL 24 MONTH
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
ORDER BY month, segment
