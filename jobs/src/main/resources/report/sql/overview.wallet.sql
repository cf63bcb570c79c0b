-- Measured share of wallet over all categories in the last complete quarter against the quarter before.
WITH quarterly AS (
  SELECT quarter, sum(spend) AS own, sum(wallet) AS wallet, sum(customers) AS wallets
  FROM gold.wallet_share_summary
  WHERE segment = 'all' AND brand = 'own' AND quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY
  GROUP BY quarter)
SELECT q.quarter AS period, CAST(q.own / nullif(q.wallet, 0) AS DOUBLE) AS value, q.own, q.wallet, q.wallets,
       b.quarter AS period_before, CAST(b.own / nullif(b.wallet, 0) AS DOUBLE) AS before,
       CAST(q.own / nullif(q.wallet, 0) - b.own / nullif(b.wallet, 0) AS DOUBLE) AS change
FROM quarterly q LEFT JOIN quarterly b ON b.quarter = CAST(q.quarter - INTERVAL 3 MONTH AS DATE)
WHERE q.wallet > 0
ORDER BY q.quarter DESC
LIMIT 1
