-- What is left of the first month's revenue, for the newest cohort that has been followed for 12 complete months; one of fewer than 30
-- customers only when all are.
SELECT cohort_month, months_since, customers, revenue, net_revenue_retention, gross_revenue_retention
FROM gold.cohort
WHERE segment = 'all' AND is_complete AND months_since <= 12
  AND cohort_month = (
      SELECT cohort_month FROM gold.cohort WHERE segment = 'all' AND is_complete AND months_since <= 12
      ORDER BY customers >= 30 DESC, months_since DESC, cohort_month DESC LIMIT 1)
ORDER BY months_since
