-- Contacts by direction and month, the last 24 months; customers are those who had any, not those who were only told something.
SELECT month, direction, count(DISTINCT customer_key) FILTER (interactions > 0) AS customers, sum(interactions) AS interactions, bool_and(is_complete) AS is_complete
FROM gold.interaction_frequency
WHERE month > (SELECT max(month) FROM gold.interaction_frequency) - INTERVAL 24 MONTH
GROUP BY month, direction
ORDER BY month, list_position(['C2F', 'F2C', 'C2C'], direction)
