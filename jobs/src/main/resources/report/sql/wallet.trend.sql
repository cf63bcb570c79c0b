-- Measured share of wallet by category, the last 12 complete quarters.
WITH complete AS (
  SELECT quarter, category, share_of_sums, customers
  FROM gold.wallet_share_summary
  WHERE brand = 'own' AND segment = 'all' AND quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY)
SELECT quarter, category, share_of_sums, customers
FROM complete
WHERE quarter > (SELECT max(quarter) FROM complete) - INTERVAL 36 MONTH
ORDER BY quarter, category
