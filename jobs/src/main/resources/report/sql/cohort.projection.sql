-- Retention of up to three cohorts, half a year apart: complete months as they were, and the months after them as the model expects them.
WITH observed AS (
  SELECT cohort_month, months_since, customers, CAST(active AS DOUBLE) AS active, retention
  FROM gold.cohort
  WHERE segment = 'all' AND is_complete AND months_since > 0),
projected AS (
  SELECT cohort_month, months_since, customers, projected_active AS active, projected_retention AS retention
  FROM gold.cohort_projection
  WHERE segment = 'all'),
newest AS (
  SELECT max(cohort_month) AS newest_month
  FROM observed
  WHERE months_since >= 3 AND cohort_month IN (SELECT cohort_month FROM projected))
SELECT cohort_month, months_since, basis, customers, active, retention
FROM (SELECT *, 'observed' AS basis FROM observed UNION ALL SELECT *, 'projected' FROM projected)
WHERE cohort_month IN (SELECT CAST(newest_month - to_months(apart) AS DATE) FROM newest, (SELECT unnest([0, 6, 12]) AS apart))
  AND cohort_month IN (SELECT cohort_month FROM projected) AND months_since <= 24
ORDER BY cohort_month, months_since
