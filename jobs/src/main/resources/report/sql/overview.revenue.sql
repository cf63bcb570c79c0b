-- Revenue with known customers in the last complete month against the same month a year before.
WITH monthly AS (
  SELECT CAST(cohort_month + to_months(months_since) AS DATE) AS month, sum(revenue) AS revenue, sum(active) AS buyers
  FROM gold.cohort
  WHERE segment = 'all' AND is_complete
  GROUP BY ALL)
SELECT m.month AS period, m.revenue AS value, m.buyers, b.month AS period_before, b.revenue AS before,
       m.revenue - b.revenue AS change, CASE WHEN b.revenue > 0 THEN CAST((m.revenue - b.revenue) / b.revenue AS DOUBLE) END AS change_rate
FROM monthly m LEFT JOIN monthly b ON b.month = CAST(m.month - INTERVAL 12 MONTH AS DATE)
ORDER BY m.month DESC
LIMIT 1
