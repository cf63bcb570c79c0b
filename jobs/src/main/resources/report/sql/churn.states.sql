-- Where customers stand on the day of the release.
SELECT segment, state, count(*) AS customers, sum(spend_365d) AS spend_365d
FROM gold.churn
GROUP BY segment, state
ORDER BY list_position(['active', 'reactivated', 'at_risk', 'churned', 'dormant', 'prospect'], state), segment
