-- What customers have brought in margin, added up and discounted, beside what winning them cost: the largest month of each of three years,
-- of those followed for three months or more. Months left: what is missing, at the pace of the last three months; nothing when they brought none.
WITH largest AS (
  SELECT cohort_month
  FROM gold.breakeven
  WHERE acquisition_channel = 'all' AND months_since = 3 AND is_complete AND acquisition_cost_per_customer IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY year(cohort_month) ORDER BY customers DESC, cohort_month) = 1
  ORDER BY cohort_month DESC
  LIMIT 3),
followed AS (
  SELECT *, (cumulative_margin - lag(cumulative_margin, 3) OVER (PARTITION BY cohort_month ORDER BY months_since)) / 3 AS pace
  FROM gold.breakeven
  WHERE acquisition_channel = 'all' AND is_complete AND months_since <= 36 AND cohort_month IN (SELECT cohort_month FROM largest))
SELECT cohort_month AS won_in, months_since AS months_after, customers, customers_with_cost, acquisition_cost_per_customer AS acquisition_cost,
       cumulative_margin, break_even_month, shortfall, CASE WHEN pace > 0 THEN CAST(ceil(shortfall / pace) AS BIGINT) END AS months_left,
       churned_before_break_even
FROM followed
ORDER BY won_in, months_after
