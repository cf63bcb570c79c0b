-- Share of contracts that stay, by month of the contract: all contracts and each segment, the first 60 months.
WITH curve AS (
  SELECT CASE WHEN grouping = 'all' THEN 'all' ELSE group_name END AS segment, tenure_months, at_risk, survival, low, high, contracts, median_months
  FROM gold.survival
  WHERE grouping IN ('all', 'segment')),
months AS (
  SELECT segment, contracts, median_months, unnest(range(0, least(max(tenure_months), 60) + 1)) AS tenure
  FROM curve
  GROUP BY segment, contracts, median_months),
-- A month without a row is as the row before it, and at risk are those of the row that comes next.
known AS (
  SELECT m.segment, m.tenure, m.contracts, m.median_months, coalesce(c.survival, 1.0) AS survival, c.low AS lower_limit, c.high AS upper_limit
  FROM months m ASOF LEFT JOIN curve c ON c.segment = m.segment AND m.tenure >= c.tenure_months)
SELECT k.tenure, k.segment, k.contracts, n.at_risk, k.survival, k.lower_limit, k.upper_limit, k.median_months
FROM known k ASOF JOIN curve n ON n.segment = k.segment AND k.tenure <= n.tenure_months
ORDER BY k.tenure, k.segment <> 'all', k.segment
