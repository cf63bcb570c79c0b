-- Contacts in the last 90 days: quartiles, not only means.
SELECT direction, count(*) AS customers, avg(contacts) AS mean, quantile_disc(contacts, 0.25) AS lower_quartile,
       quantile_disc(contacts, 0.5) AS median, quantile_disc(contacts, 0.75) AS upper_quartile, quantile_disc(contacts, 0.9) AS top_tenth, max(contacts) AS most
FROM (SELECT f2c_90d AS F2C, c2f_90d AS C2F, c2c_90d AS C2C FROM gold.customer_activity)
UNPIVOT (contacts FOR direction IN (F2C, C2F, C2C))
GROUP BY direction
ORDER BY list_position(['C2F', 'F2C', 'C2C'], direction)
