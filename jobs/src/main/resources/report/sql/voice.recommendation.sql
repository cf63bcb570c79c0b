-- Latest recommendation score of each customer who gave one, 0 to 10; parts of a point do not count.
SELECT CAST(floor(last_nps) AS INTEGER) AS score,
       CASE WHEN last_nps < 7 THEN 'detractor' WHEN last_nps < 9 THEN 'passive' ELSE 'promoter' END AS camp,
       count(*) AS customers, count(*) / sum(count(*)) OVER () AS share
FROM gold.customer_360
WHERE last_nps IS NOT NULL
GROUP BY ALL
ORDER BY score
