-- What the observed customers spend elsewhere, by segment and category, in the last complete quarter.
SELECT quarter, segment, category, spend AS own_spend, wallet - spend AS headroom, share_of_sums, customers
FROM gold.wallet_share_summary
WHERE brand = 'own' AND segment <> 'all' AND quarter = (
      SELECT max(quarter) FROM gold.wallet_share_summary
      WHERE quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY)
ORDER BY headroom DESC, segment, category
