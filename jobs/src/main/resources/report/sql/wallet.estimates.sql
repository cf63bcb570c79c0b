-- What is likely of customers nobody asked, in the last complete quarter: one row for each group of similar customers, 40 at most.
-- Their headroom at the mean share is not added up: where shares differ the sum would be too low.
SELECT quarter, category, estimated_from, estimated_n, estimated_share, estimated_share_low AS lower_limit, estimated_share_high AS upper_limit,
       count(DISTINCT customer_key) AS customers, sum(own_spend) AS own_spend
FROM gold.wallet_share
WHERE estimated_share IS NOT NULL AND quarter = (SELECT max(quarter) FROM gold.wallet_share WHERE is_complete)
GROUP BY ALL
ORDER BY own_spend DESC, category, estimated_share, estimated_n
LIMIT 40
