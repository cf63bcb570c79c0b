-- What the customers lost in the last complete month had spent in the 365 days before it; not known where nobody ever bought, nor where who
-- counts as lost had been silent for all of these days.
WITH monthly AS (
  SELECT month, revenue_lost, churned, definition, lag(month) OVER (ORDER BY month) AS month_before, lag(revenue_lost) OVER (ORDER BY month) AS before
  FROM gold.churn_rate
  WHERE segment = 'all' AND is_complete
    AND EXISTS (SELECT 1 FROM gold.churn WHERE first_purchase_on IS NOT NULL)
    AND definition = (
        SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
        ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
    AND (definition <> 'silent_days'
         OR NOT EXISTS (SELECT 1 FROM gold.churn WHERE days_to_silent > 0 AND recency_days + days_to_silent >= 365)))
SELECT month AS period, revenue_lost AS value, churned, month_before AS period_before, before, revenue_lost - before AS change,
       CASE WHEN before > 0 THEN CAST((revenue_lost - before) / before AS DOUBLE) END AS change_rate, definition
FROM monthly
ORDER BY month DESC
LIMIT 1
