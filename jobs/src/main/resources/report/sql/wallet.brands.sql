-- Where the observed money goes in the last complete quarter.
SELECT quarter, category, brand, spend, share_of_sums, buyers, sole_buyers, customers
FROM gold.wallet_share_summary
WHERE segment = 'all' AND quarter = (
      SELECT max(quarter) FROM gold.wallet_share_summary
      WHERE quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY)
ORDER BY category, brand = 'own' DESC, spend DESC
