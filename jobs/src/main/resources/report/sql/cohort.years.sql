-- Retention by months since the first purchase, all cohorts of a year together; complete months only.
SELECT CAST(year(cohort_month) AS VARCHAR) AS cohort_year, months_since, count(*) AS cohorts, sum(customers) AS customers, sum(active) AS active,
       sum(active) / sum(customers) AS retention
FROM gold.cohort
WHERE segment = 'all' AND is_complete AND months_since BETWEEN 1 AND 12
  AND cohort_month >= (SELECT date_trunc('year', max(cohort_month)) FROM gold.cohort) - INTERVAL 3 YEAR
GROUP BY ALL
ORDER BY cohort_year, months_since
