-- Measured share of wallet by category, the last 12 complete quarters.
SELECT quarter, category, share_of_sums, customers
FROM gold.wallet_share_summary
WHERE brand = 'own' AND segment = 'all'
  AND quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY
  AND quarter > (SELECT max(quarter) FROM gold.wallet_share_summary) - INTERVAL 36 MONTH
ORDER BY quarter, category
