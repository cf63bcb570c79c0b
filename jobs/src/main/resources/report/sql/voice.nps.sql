-- Net promoter score of the latest answers: promoters less detractors in points, with its 95 % margin, which answers of one camp alone do not
-- give. Fewer than 30 answers give no score.
SELECT n, 100 * (p - d) AS nps, CASE WHEN greatest(p, d, 1 - p - d) < 1 THEN 196 * sqrt((p + d - (p - d) * (p - d)) / n) END AS margin
FROM (
  SELECT count(*) AS n, count(*) FILTER (last_nps >= 9) / count(*) AS p, count(*) FILTER (last_nps < 7) / count(*) AS d
  FROM gold.customer_360
  WHERE last_nps IS NOT NULL)
WHERE n >= 30
