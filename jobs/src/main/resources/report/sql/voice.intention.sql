-- Who said they would come back, and who of them did, by month of answer; months with closed answers, the last 24.
WITH monthly AS (
  SELECT month, horizon_days, sum(answers) AS answers, sum(intended) AS intended, sum(intended_came) AS came,
         sum(intended) / sum(answers) AS stated_rate, sum(intended_came) / nullif(sum(intended), 0) AS p,
         nullif(sum(intended), 0) AS n, 1.959963984540054 AS z, sum(open_answers) AS open_answers
  FROM gold.intent_gap
  WHERE segment = 'all'
    AND horizon_days = (SELECT horizon_days FROM gold.intent_gap GROUP BY 1 ORDER BY abs(horizon_days - 90), 1 LIMIT 1)
  GROUP BY ALL
  HAVING sum(answers) > 0)
SELECT month, horizon_days, answers, intended, came, stated_rate, p AS kept_rate,
       CASE WHEN p IS NOT NULL THEN greatest(0, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) END AS low,
       CASE WHEN p IS NOT NULL THEN least(1, (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) END AS high,
       open_answers, open_answers = 0 AS is_complete
FROM monthly
WHERE month > (SELECT max(month) FROM monthly) - INTERVAL 24 MONTH
ORDER BY month
