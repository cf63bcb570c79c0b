-- How many customers had how many contacts in the last 90 days, those without any included.
WITH contacts AS (
  SELECT direction, contacts
  FROM (SELECT f2c_90d AS F2C, c2f_90d AS C2F, c2c_90d AS C2C FROM gold.customer_activity)
  UNPIVOT (contacts FOR direction IN (F2C, C2F, C2C))),
bands AS (
  SELECT direction, contacts,
         CASE WHEN contacts = 0 THEN '0' WHEN contacts = 1 THEN '1' WHEN contacts = 2 THEN '2' WHEN contacts <= 4 THEN '3–4'
              WHEN contacts <= 9 THEN '5–9' WHEN contacts <= 19 THEN '10–19' ELSE '20+' END AS band
  FROM contacts)
SELECT direction, band, count(*) AS customers, count(*) / sum(count(*)) OVER (PARTITION BY direction) AS share
FROM bands
GROUP BY direction, band
ORDER BY min(min(contacts)) OVER (PARTITION BY band), list_position(['C2F', 'F2C', 'C2C'], direction)
