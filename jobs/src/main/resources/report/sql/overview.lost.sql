-- What the customers lost in the last complete month had spent in the 365 days before it; not known where nobody ever bought.
SELECT month AS period, revenue_lost AS value, churned,
       lag(month) OVER (ORDER BY month) AS period_before, lag(revenue_lost) OVER (ORDER BY month) AS before,
       revenue_lost - lag(revenue_lost) OVER (ORDER BY month) AS change,
       CAST((revenue_lost - lag(revenue_lost) OVER (ORDER BY month))
            / nullif(lag(revenue_lost) OVER (ORDER BY month), 0) AS DOUBLE) AS change_rate, definition
FROM gold.churn_rate
WHERE segment = 'all' AND is_complete
  AND EXISTS (SELECT 1 FROM gold.churn WHERE first_purchase_on IS NOT NULL)
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
ORDER BY month DESC
LIMIT 1
