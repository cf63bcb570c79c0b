-- Which share of each month's new customers bought again in the months after: the last 13 cohorts.
SELECT cohort_month, months_since, customers, active, retention, is_complete
FROM gold.cohort
WHERE segment = 'all' AND cohort_month >= (SELECT max(cohort_month) FROM gold.cohort) - INTERVAL 12 MONTH
ORDER BY cohort_month, months_since
