-- One row for each month of acquisition, channel (and 'all') and month since, up to the month of the as-of day.
WITH members AS (
    SELECT customer_key,
        CAST(date_trunc('month', min(known_since)) AS DATE) AS cohort_month,
        coalesce(max(acquisition_channel) FILTER (WHERE version = 1), 'unknown') AS channel,
        CAST(arg_min(acquisition_cost, version) FILTER (WHERE acquisition_cost IS NOT NULL AND valid_from <= as_of) AS DOUBLE)
            AS cost
    FROM silver.customer, params
    WHERE known_since <= as_of AND known_since > DATE '1900-01-01'
    GROUP BY customer_key
),
member_months AS (
    SELECT m.*, CAST(unnest(generate_series(cohort_month, as_of, INTERVAL 1 MONTH)) AS DATE) AS month
    FROM members m, params
),
bought AS (
    SELECT customer_key, CAST(date_trunc('month', purchased_on) AS DATE) AS month, sum(net) AS spent,
        max(purchased_on) FILTER (WHERE is_purchase) AS last_on
    FROM silver.purchase_day, params
    WHERE purchased_on <= as_of
    GROUP BY ALL
),
-- The last purchase day so far at the end of each month, and what was spent in it.
followed AS (
    SELECT m.customer_key, m.cohort_month, m.channel, m.cost, m.month,
        coalesce(b.spent, 0) AS spent,
        coalesce(least(last_day(m.month), as_of) - max(b.last_on) OVER (PARTITION BY m.customer_key ORDER BY m.month) >= silent_days, false)
            AS is_churned
    FROM member_months m
    CROSS JOIN params
    LEFT JOIN bought b ON b.customer_key = m.customer_key AND b.month = m.month
),
sums AS (
    SELECT cohort_month, f.channel, month,
        CAST(date_diff('month', cohort_month, month) AS INTEGER) AS months_since,
        count(*) AS customers,
        count(cost) AS customers_with_cost,
        avg(cost) AS cost,
        CAST(sum(spent) AS DECIMAL(28, 2)) AS spend,
        count(*) FILTER (WHERE is_churned) AS churned
    FROM (SELECT * FROM followed UNION ALL SELECT * REPLACE ('all' AS channel) FROM followed) f
    GROUP BY ALL
),
margins AS (
    SELECT s.*,
        CAST(spend AS DOUBLE) * margin_percent / 100 / customers AS margin,
        margin / pow(1 + discount_percent_per_month / 100, months_since + 1) AS discounted,
        sum(discounted) OVER (PARTITION BY cohort_month, channel ORDER BY months_since) AS cumulative,
        last_day(month) <= as_of AS is_complete
    FROM sums s, params, models
),
-- How far the cohort was at the end of each month.
ends AS (
    SELECT *,
        min(months_since) FILTER (WHERE is_complete AND cumulative >= cost * (1 - 1e-12)) OVER so_far AS paid_in,
        max(months_since) FILTER (WHERE is_complete) OVER so_far AS last_month
    FROM margins
    WINDOW so_far AS (PARTITION BY cohort_month, channel ORDER BY months_since)
)
SELECT
    m.cohort_month,
    m.channel AS acquisition_channel,
    m.months_since,
    m.customers,
    m.customers_with_cost,
    m.cost AS acquisition_cost_per_customer,
    m.spend,
    m.margin AS margin_per_customer,
    m.discounted AS discounted_margin,
    m.cumulative AS cumulative_margin,
    m.churned,
    m.paid_in AS break_even_month,
    CASE WHEN m.paid_in IS NULL THEN m.cost - at_end.cumulative END AS shortfall,
    CASE
        WHEN m.cost IS NULL THEN NULL
        WHEN m.paid_in = 0 THEN 0
        ELSE CAST(at_end.churned AS DOUBLE) / at_end.customers
    END AS churned_before_break_even,
    m.is_complete
FROM ends m
LEFT JOIN margins at_end
    ON at_end.cohort_month = m.cohort_month AND at_end.channel = m.channel
    AND at_end.months_since = coalesce(m.paid_in - 1, m.last_month)
