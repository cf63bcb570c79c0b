-- Customers silent for longer than their own rhythm explains, by what is at stake: what they spent in 365 days times the chance that they leave.
WITH at_risk AS (
  SELECT customer_key, segment, round(spend_365d * churn_probability, 2) AS at_stake, churn_probability, churn_reason_1, spend_365d, lifetime_value,
         expected_purchases_90d, p_alive, last_purchase_on, recency_days, median_interval_days, days_to_silent
  FROM gold.churn
  WHERE state = 'at_risk' AND EXISTS (SELECT 1 FROM gold.churn WHERE churn_probability IS NOT NULL))
SELECT c.customer_key, c.segment, c.at_stake, c.churn_probability, c.churn_reason_1, c.spend_365d, c.lifetime_value, c.expected_purchases_90d, c.p_alive,
       f.purchase_days, c.last_purchase_on, c.recency_days, c.median_interval_days, c.days_to_silent, f.last_satisfaction, f.has_marketing_consent
FROM at_risk c JOIN gold.customer_360 f USING (customer_key)
ORDER BY c.at_stake DESC NULLS LAST, c.spend_365d DESC, c.customer_key
LIMIT {customers_at_risk}
