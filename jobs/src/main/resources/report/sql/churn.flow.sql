-- Customers won, won back and lost in each month.
SELECT month, at_start, new, reactivated, churned, at_end, is_complete
FROM gold.churn_rate
WHERE segment = 'all'
  AND month > (SELECT max(month) FROM gold.churn_rate) - INTERVAL 24 MONTH
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
ORDER BY month
