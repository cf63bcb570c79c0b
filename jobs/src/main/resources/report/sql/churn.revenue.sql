-- What the lost customers of each month had spent in the 365 days before it, by segment; not known where nobody ever bought, nor where who
-- counts as lost had been silent for all of these days.
SELECT month, segment, churned, revenue_lost, is_complete
FROM gold.churn_rate
WHERE segment <> 'all'
  AND EXISTS (SELECT 1 FROM gold.churn WHERE first_purchase_on IS NOT NULL)
  AND month > (SELECT max(month) FROM gold.churn_rate) - INTERVAL 24 MONTH
  AND definition = (
      SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
      ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1)
  AND (definition <> 'silent_days'
       OR NOT EXISTS (SELECT 1 FROM gold.churn WHERE days_to_silent > 0 AND recency_days + days_to_silent >= 365))
ORDER BY month, segment
