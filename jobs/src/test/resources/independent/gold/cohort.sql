-- One row for each month of first purchase, segment (and 'all') and month since, up to the month of the as-of day.
WITH purchases AS (
    SELECT p.*, CAST(date_trunc('month', purchased_on) AS DATE) AS month
    FROM silver.purchase_day p, params
    WHERE purchased_on <= as_of
),
firsts AS (
    SELECT customer_key, min(purchased_on) AS first_on, min(month) AS cohort_month
    FROM purchases
    WHERE is_purchase
    GROUP BY customer_key
),
members AS (
    SELECT f.*, coalesce(c.segment, 'unknown') AS segment
    FROM firsts f
    LEFT JOIN silver.customer c
        ON c.customer_key = f.customer_key AND c.valid_from <= f.first_on AND (c.valid_to IS NULL OR c.valid_to > f.first_on)
),
-- Every member in every month since, with zeros.
member_months AS (
    SELECT customer_key, segment, cohort_month, CAST(unnest(generate_series(cohort_month, as_of, INTERVAL 1 MONTH)) AS DATE) AS month
    FROM members, params
),
spent AS (
    SELECT m.customer_key, m.segment, m.cohort_month, m.month,
        coalesce(bool_or(is_purchase), false) AS is_active,
        coalesce(sum(net), 0) AS r
    FROM member_months m LEFT JOIN purchases p ON p.customer_key = m.customer_key AND p.month = m.month
    GROUP BY ALL
),
compared AS (
    SELECT *, first_value(r) OVER (PARTITION BY customer_key ORDER BY month) AS r0 FROM spent
),
grouped AS (
    SELECT cohort_month, s.segment, month,
        CAST(date_diff('month', cohort_month, month) AS INTEGER) AS months_since,
        count(*) AS customers,
        count(*) FILTER (WHERE is_active) AS active,
        sum(r) AS revenue,
        sum(r0) AS first_revenue,
        sum(greatest(0, least(r, r0))) AS kept,
        sum(greatest(0, r0)) AS base
    FROM (SELECT * FROM compared UNION ALL SELECT * REPLACE ('all' AS segment) FROM compared) s
    GROUP BY cohort_month, s.segment, month
)
SELECT
    cohort_month,
    segment,
    months_since,
    customers,
    active,
    CAST(active AS DOUBLE) / customers AS retention,
    CAST(revenue AS DECIMAL(28, 2)) AS revenue,
    CAST(sum(revenue) OVER (PARTITION BY cohort_month, segment ORDER BY month) AS DOUBLE) / customers
        AS cumulative_revenue_per_customer,
    CAST(kept AS DOUBLE) / CAST(nullif(base, 0) AS DOUBLE) AS gross_revenue_retention,
    CASE WHEN first_revenue > 0 THEN CAST(revenue AS DOUBLE) / CAST(first_revenue AS DOUBLE) END AS net_revenue_retention,
    last_day(month) <= as_of AS is_complete
FROM grouped, params
