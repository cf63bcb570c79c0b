-- What is worth attention, by what it is worth. A customer can be in several rows.
WITH day AS (SELECT as_of FROM meta.release),
latest AS (
  SELECT max(quarter) AS quarter FROM gold.wallet_share_summary
  WHERE quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM day) + INTERVAL 1 DAY),
found AS (
  SELECT 'at_risk' AS kind, '' AS segment, '' AS category, count(*) AS customers, sum(spend_365d) AS value
  FROM gold.churn WHERE state = 'at_risk' AND spend_365d > 0
  UNION ALL
  SELECT 'silent_soon', '', '', count(*), sum(spend_365d)
  FROM gold.churn WHERE days_to_silent BETWEEN 1 AND 30 AND state <> 'at_risk' AND spend_365d > 0
  UNION ALL
  SELECT 'contract_ends', '', '', count(*), sum(spend_365d)
  FROM gold.churn, day WHERE subscription_ends_on BETWEEN as_of AND as_of + 60
  UNION ALL
  SELECT 'open_case', '', '', count(*), sum(c.spend_365d)
  FROM gold.churn c JOIN gold.customer_360 f USING (customer_key) WHERE f.open_cases > 0 AND c.spend_365d > 0
  UNION ALL
  SELECT 'unhappy', '', '', count(*), sum(c.spend_365d)
  FROM gold.churn c JOIN gold.customer_360 f USING (customer_key)
  WHERE (f.last_satisfaction <= 0.25 OR f.last_nps < 7) AND c.state IN ('active', 'reactivated') AND c.spend_365d > 0
  UNION ALL
  SELECT 'broken_word', '', '', count(*), sum(c.spend_365d)
  FROM gold.churn c JOIN gold.customer_360 f USING (customer_key)
  -- Who bought after the longest horizon came late, but came.
  WHERE f.last_intention AND NOT f.came_back_after AND (c.last_purchase_on IS NULL OR c.last_purchase_on <= f.last_intention_on)
  UNION ALL
  (SELECT 'headroom', segment, category, customers, wallet - spend
   FROM gold.wallet_share_summary JOIN latest USING (quarter)
   -- One segment is no segment to point at: then all customers are.
   WHERE brand = 'own' AND (segment = 'all') = (SELECT count(DISTINCT segment) < 2 FROM gold.wallet_share_summary JOIN latest USING (quarter)
                                                WHERE segment NOT IN ('all', 'unknown'))
   ORDER BY wallet - spend DESC, segment, category LIMIT 1))
SELECT kind, segment, category, customers, value
FROM found
WHERE customers > 0
ORDER BY value DESC, kind
