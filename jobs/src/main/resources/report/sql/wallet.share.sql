-- Measured share of wallet by segment and category in the last complete quarter, in three measures.
SELECT quarter, segment, category, share_of_sums, mean_of_shares, share_among_buyers, customers, buyers
FROM gold.wallet_share_summary
WHERE brand = 'own' AND quarter = (
      SELECT max(quarter) FROM gold.wallet_share_summary
      WHERE quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY)
ORDER BY segment = 'all' DESC, segment, category
