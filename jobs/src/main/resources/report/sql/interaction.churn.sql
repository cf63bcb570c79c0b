-- Share of buyers who are silent, by how often the firm contacted them in the last 365 days.
WITH buyers AS (
  SELECT a.f2c_365d AS contacts, c.churned_silent_days AS churned
  FROM gold.churn c JOIN gold.customer_activity a USING (customer_key)
  WHERE c.churned_silent_days IS NOT NULL),
bands AS (
  SELECT CASE WHEN contacts = 0 THEN '0' WHEN contacts <= 2 THEN '1–2' WHEN contacts <= 5 THEN '3–5' WHEN contacts <= 9 THEN '6–9'
              WHEN contacts <= 19 THEN '10–19' ELSE '20+' END AS band,
         min(contacts) AS least, count(*) AS n, count(*) FILTER (churned) AS churned, count(*) FILTER (churned) / count(*) AS p,
         1.959963984540054 AS z
  FROM buyers
  GROUP BY band)
SELECT band, n AS customers, churned, p AS churn_share,
       greatest(0, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS low,
       least(1, (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS high
FROM bands
ORDER BY least
