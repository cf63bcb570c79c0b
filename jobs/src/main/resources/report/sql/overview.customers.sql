-- Customers at the end of the last complete month, by the definition of churn that covers most customers.
SELECT month AS period, at_end AS value, at_start AS before, at_end - at_start AS change,
       (at_end - at_start) / nullif(at_start, 0) AS change_rate, new, reactivated, churned, definition
FROM gold.churn_rate
WHERE segment = 'all' AND is_complete
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
ORDER BY month DESC
LIMIT 1
