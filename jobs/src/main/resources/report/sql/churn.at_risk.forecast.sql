-- Customers silent for longer than their own rhythm explains, by what the models expect of them, then by what they spent.
WITH at_risk AS (
  SELECT customer_key, segment, lifetime_value, p_alive, expected_purchases_90d, spend_365d, last_purchase_on, recency_days,
         median_interval_days, days_to_silent
  FROM gold.churn
  WHERE state = 'at_risk' AND EXISTS (SELECT 1 FROM gold.churn WHERE state = 'at_risk' AND lifetime_value IS NOT NULL))
SELECT c.customer_key, c.segment, c.lifetime_value, c.expected_purchases_90d, c.p_alive, f.purchase_days, c.spend_365d, c.last_purchase_on, c.recency_days,
       c.median_interval_days, c.days_to_silent, f.last_satisfaction, f.has_marketing_consent
FROM at_risk c JOIN gold.customer_360 f USING (customer_key)
ORDER BY c.lifetime_value DESC NULLS LAST, c.spend_365d DESC, c.customer_key
LIMIT {customers_at_risk}
