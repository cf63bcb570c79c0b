-- Said and done by where the customer was asked, and by segment: the answers of the last 12 months with closed answers.
WITH groups AS (
  SELECT horizon_days, touchpoint, segment, sum(answers) AS answers, sum(intended) AS intended, sum(intended_came) AS came,
         sum(intended) / nullif(sum(answers), 0) AS stated_rate, sum(intended_came) / nullif(sum(intended), 0) AS p,
         sum(intended) AS n, 1.959963984540054 AS z
  FROM gold.intent_gap
  WHERE horizon_days = (SELECT horizon_days FROM gold.intent_gap GROUP BY 1 ORDER BY abs(horizon_days - 90), 1 LIMIT 1)
    AND month > (
        SELECT max(month) FROM gold.intent_gap
        WHERE answers > 0 AND horizon_days = (SELECT horizon_days FROM gold.intent_gap GROUP BY 1 ORDER BY abs(horizon_days - 90), 1 LIMIT 1)) - INTERVAL 12 MONTH
  GROUP BY ALL
  HAVING sum(intended) > 0)
SELECT horizon_days, touchpoint, segment, answers, intended, came, stated_rate, p AS kept_rate,
       greatest(0, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS low,
       least(1, (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)) AS high
FROM groups
ORDER BY segment = 'all' DESC, segment, touchpoint
