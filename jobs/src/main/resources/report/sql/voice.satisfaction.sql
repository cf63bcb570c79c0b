-- Customers by their latest satisfaction, and which share of them has not gone silent.
WITH groups AS (
  SELECT f.last_satisfaction AS satisfaction, count(*) AS n, count(*) FILTER (NOT c.churned_silent_days) AS stayed,
         count(*) FILTER (NOT c.churned_silent_days) / count(*) AS p, 1.959963984540054 AS z
  FROM gold.customer_360 f JOIN gold.churn c USING (customer_key)
  WHERE f.last_satisfaction IS NOT NULL AND c.churned_silent_days IS NOT NULL
  GROUP BY f.last_satisfaction)
SELECT satisfaction, n AS customers, stayed, p AS stayed_share,
       greatest(0, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS low,
       least(1, (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS high
FROM groups
ORDER BY satisfaction
