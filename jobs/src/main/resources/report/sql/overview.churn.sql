-- Churn rate of the last complete month against the month before.
SELECT month AS period, churn_rate AS value, wilson_low AS low, wilson_high AS high, churned, at_start,
       lag(month) OVER (ORDER BY month) AS period_before, lag(churn_rate) OVER (ORDER BY month) AS before,
       churn_rate - lag(churn_rate) OVER (ORDER BY month) AS change, definition
FROM gold.churn_rate
WHERE segment = 'all' AND is_complete AND churn_rate IS NOT NULL
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
ORDER BY month DESC
LIMIT 1
