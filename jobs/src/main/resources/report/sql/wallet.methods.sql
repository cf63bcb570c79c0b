-- How each share of the last complete quarter is known; shares of different methods are never averaged together.
SELECT quarter, method, count(DISTINCT customer_key) AS customers, count(*) AS wallets, count(share) AS with_share,
       sum(own_spend) AS own_spend, avg(share) AS mean_share
FROM gold.wallet_share
WHERE quarter = (SELECT max(quarter) FROM gold.wallet_share WHERE is_complete)
GROUP BY quarter, method
ORDER BY list_position(['panel', 'survey', 'allocation_rule', 'own_only'], method)
