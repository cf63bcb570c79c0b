-- Of those who said they would come back, the share who did: the last 12 months whose answers are all closed, against the 12 before.
WITH monthly AS (
  SELECT month, horizon_days, sum(intended) AS intended, sum(intended_came) AS came
  FROM gold.intent_gap
  WHERE segment = 'all'
    AND horizon_days = (SELECT horizon_days FROM gold.intent_gap GROUP BY 1 ORDER BY abs(horizon_days - 90), 1 LIMIT 1)
  GROUP BY ALL
  HAVING sum(open_answers) = 0),
years AS (
  SELECT horizon_days, max(month) AS period,
         sum(intended) FILTER (month > last - INTERVAL 12 MONTH) AS intended,
         sum(came) FILTER (month > last - INTERVAL 12 MONTH) AS came,
         sum(intended) FILTER (month <= last - INTERVAL 12 MONTH AND month > last - INTERVAL 24 MONTH) AS intended_before,
         sum(came) FILTER (month <= last - INTERVAL 12 MONTH AND month > last - INTERVAL 24 MONTH) AS came_before
  FROM monthly, (SELECT max(month) AS last FROM monthly)
  GROUP BY horizon_days),
rates AS (
  SELECT *, came / nullif(intended, 0) AS p, intended AS n, 1.959963984540054 AS z, came_before / nullif(intended_before, 0) AS before FROM years)
SELECT period, horizon_days, intended, came, p AS value,
       greatest(0, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS low,
       least(1, (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS high,
       before, p - before AS change
FROM rates
WHERE n > 0
