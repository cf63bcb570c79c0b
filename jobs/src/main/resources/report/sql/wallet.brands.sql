-- Where the observed money goes in the last complete quarter; competitors after the fifth together.
WITH latest AS (
  SELECT category, quarter, brand, spend, wallet, buyers, sole_buyers, customers,
         CASE WHEN brand IN ('own', 'elsewhere') THEN brand ELSE coalesce(
           ['first', 'second', 'third', 'fourth', 'fifth'][
             row_number() OVER (PARTITION BY category, brand IN ('own', 'elsewhere') ORDER BY spend DESC, brand)],
           'others') END AS place
  FROM gold.wallet_share_summary
  WHERE segment = 'all' AND quarter = (
      SELECT max(quarter) FROM gold.wallet_share_summary
      WHERE quarter + INTERVAL 3 MONTH <= (SELECT as_of FROM meta.release) + INTERVAL 1 DAY))
SELECT quarter, category, place, CASE WHEN place = 'others' THEN 'others' ELSE any_value(brand) END AS brand, sum(spend) AS spend,
       CAST(sum(spend) / nullif(any_value(wallet), 0) AS DOUBLE) AS share_of_sums,
       CASE WHEN place <> 'others' THEN any_value(buyers) END AS buyers,
       CASE WHEN place <> 'others' THEN any_value(sole_buyers) END AS sole_buyers, any_value(customers) AS customers
FROM latest
GROUP BY quarter, category, place
ORDER BY list_position(['own', 'first', 'second', 'third', 'fourth', 'fifth', 'others', 'elsewhere'], place), category
