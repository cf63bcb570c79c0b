-- Contacts by channel in the last 12 complete months; the rate is among customers who had any in a month, and not among those who were only told something.
SELECT direction, channel, count(DISTINCT customer_key) AS customers, sum(interactions) AS interactions,
       median(interactions_per_30_days) AS median_per_30_days
FROM gold.interaction_frequency
WHERE is_complete AND interactions > 0
  AND month > (SELECT max(month) FROM gold.interaction_frequency WHERE is_complete) - INTERVAL 12 MONTH
GROUP BY direction, channel
ORDER BY sum(sum(interactions)) OVER (PARTITION BY channel) DESC, channel, list_position(['C2F', 'F2C', 'C2C'], direction)
