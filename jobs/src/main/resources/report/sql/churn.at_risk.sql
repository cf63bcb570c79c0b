-- Customers silent for longer than their own rhythm explains, by what they spent in the last 365 days.
SELECT c.customer_key, c.segment, c.spend_365d, c.last_purchase_on, c.recency_days, c.median_interval_days, c.days_to_silent,
       f.last_satisfaction, f.has_marketing_consent
FROM gold.churn c JOIN gold.customer_360 f USING (customer_key)
WHERE c.state = 'at_risk'
ORDER BY c.spend_365d DESC, c.customer_key
LIMIT {customers_at_risk}
