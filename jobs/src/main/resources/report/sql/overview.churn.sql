-- Churn rate of the last complete month against the month before; months that began with fewer than 30 customers only when all did.
WITH monthly AS (
  SELECT month, churn_rate, wilson_low, wilson_high, churned, at_start, definition, at_start >= 30 AS is_enough
  FROM gold.churn_rate
  WHERE segment = 'all' AND is_complete AND churn_rate IS NOT NULL
    AND definition = (
        SELECT definition FROM gold.churn_rate WHERE segment = 'all' AND is_complete
        ORDER BY month DESC, at_start DESC, definition DESC LIMIT 1))
SELECT m.month AS period, m.churn_rate AS value, m.wilson_low AS low, m.wilson_high AS high, m.churned, m.at_start,
       b.month AS period_before, b.churn_rate AS before, m.churn_rate - b.churn_rate AS change, m.definition
FROM monthly m LEFT JOIN monthly b ON b.month = CAST(m.month - INTERVAL 1 MONTH AS DATE) AND b.is_enough = m.is_enough
ORDER BY m.is_enough DESC, m.month DESC
LIMIT 1
