-- Shares of the last complete quarter by category: of all observed wallets, of those of our buyers, and the estimate for buyers nobody asked.
WITH latest AS (SELECT max(quarter) AS quarter FROM gold.wallet_share WHERE is_complete),
of_buyers AS (
  SELECT quarter, category, count(measured_share) FILTER (own_spend > 0) AS measured_buyers,
         avg(measured_share) FILTER (own_spend > 0) AS buyer_mean_share,
         count(estimated_share) AS estimated_buyers, avg(estimated_share) AS estimated_mean_share
  FROM gold.wallet_share JOIN latest USING (quarter)
  GROUP BY quarter, category)
SELECT b.quarter, b.category, b.buyer_mean_share, b.measured_buyers, b.estimated_mean_share, b.estimated_buyers,
       s.share_among_buyers, s.share_of_sums, s.mean_of_shares, s.customers AS wallets
FROM of_buyers b
LEFT JOIN gold.wallet_share_summary s ON s.quarter = b.quarter AND s.category = b.category AND s.segment = 'all' AND s.brand = 'own'
WHERE b.measured_buyers > 0 OR b.estimated_buyers > 0
ORDER BY b.category
