-- What a new customer has brought after so many months, all cohorts of a year that got so far; complete months only.
SELECT CAST(year(cohort_month) AS VARCHAR) AS cohort_year, months_since, count(*) AS cohorts, sum(customers) AS customers,
       sum(cumulative_revenue_per_customer * customers) / sum(customers) AS revenue_per_customer
FROM gold.cohort
WHERE segment = 'all' AND is_complete AND months_since <= 12
  AND cohort_month >= (SELECT date_trunc('year', max(cohort_month)) FROM gold.cohort) - INTERVAL 3 YEAR
GROUP BY ALL
ORDER BY cohort_year, months_since
