-- Each customer's standing by each definition on the evening of each month's last day (and of the as-of day), then
-- months as pairs of evenings.
WITH purchase_days AS (
    SELECT customer_key, purchased_on,
        row_number() OVER (PARTITION BY customer_key ORDER BY purchased_on) AS number,
        purchased_on - lag(purchased_on) OVER (PARTITION BY customer_key ORDER BY purchased_on) AS gap
    FROM (SELECT DISTINCT customer_key, purchased_on FROM silver.purchase_day, params WHERE is_purchase AND purchased_on <= as_of)
),
-- What was known of the customer's intervals after each purchase day.
habits AS (
    SELECT customer_key, purchased_on, number,
        CAST(median(gap) OVER (PARTITION BY customer_key ORDER BY purchased_on) AS DOUBLE) AS median_gap
    FROM purchase_days
),
contracts AS (
    SELECT customer_key, started_on, ended_on
    FROM silver.subscription, params
    WHERE customer_key IS NOT NULL AND started_on <= as_of
),
span AS (
    SELECT date_trunc('month', min(day)) AS first_month, date_trunc('month', any_value(as_of)) AS last_month
    FROM (SELECT purchased_on AS day FROM purchase_days UNION ALL SELECT started_on FROM contracts), params
),
months AS (
    SELECT CAST(m AS DATE) AS month, CAST(m AS DATE) - 1 AS start_evening, least(last_day(CAST(m AS DATE)), as_of) AS end_evening
    FROM (SELECT unnest(generate_series(first_month, last_month, INTERVAL 1 MONTH)) AS m FROM span), params
),
evenings AS (
    SELECT start_evening AS t FROM months UNION SELECT end_evening FROM months
),
last_purchases AS (
    SELECT e.t, h.*
    FROM (SELECT * FROM (SELECT DISTINCT customer_key FROM purchase_days), evenings) e
    ASOF JOIN habits h ON h.customer_key = e.customer_key AND h.purchased_on <= e.t
),
-- Only customers who have started have a row.
standing AS (
    SELECT 'contract' AS definition, customer_key, t, NOT bool_or(ended_on IS NULL OR ended_on > t) AS is_churned
    FROM contracts JOIN evenings ON started_on <= t
    GROUP BY customer_key, t
    UNION ALL
    SELECT 'silent_days', customer_key, t, t - purchased_on >= silent_days
    FROM last_purchases, params
    UNION ALL
    SELECT 'own_interval', customer_key, t, t - purchased_on > own_intervals * median_gap
    FROM last_purchases, params
    WHERE number >= greatest(min_purchase_days, 2)
),
-- Who has started stays started, so the evening at the end has every customer of the month.
moves AS (
    SELECT m.month, z.definition, z.customer_key, a.is_churned AS was_churned, z.is_churned
    FROM months m
    JOIN standing z ON z.t = m.end_evening
    LEFT JOIN standing a ON a.t = m.start_evening AND a.definition = z.definition AND a.customer_key = z.customer_key
),
lost AS (
    SELECT l.month, l.definition, l.customer_key, sum(p.net) AS spend
    FROM moves l
    JOIN silver.purchase_day p
        ON p.customer_key = l.customer_key AND p.purchased_on >= l.month - 365 AND p.purchased_on < l.month
    WHERE NOT l.was_churned AND l.is_churned
    GROUP BY ALL
),
placed AS (
    SELECT m.*, coalesce(c.segment, 'unknown') AS segment, l.spend AS spend_lost
    FROM moves m
    LEFT JOIN silver.customer c
        ON c.customer_key = m.customer_key AND c.valid_from <= m.month AND (c.valid_to IS NULL OR c.valid_to > m.month)
    LEFT JOIN lost l ON l.month = m.month AND l.definition = m.definition AND l.customer_key = m.customer_key
),
counts AS (
    SELECT month, s.segment, definition,
        count(*) FILTER (WHERE NOT was_churned) AS at_start,
        count(*) FILTER (WHERE NOT was_churned AND is_churned) AS churned,
        count(*) FILTER (WHERE was_churned AND NOT is_churned) AS reactivated,
        count(*) FILTER (WHERE was_churned IS NULL AND NOT is_churned) AS new,
        count(*) FILTER (WHERE NOT is_churned) AS at_end,
        sum(spend_lost) AS revenue_lost
    FROM (SELECT * FROM placed UNION ALL SELECT * REPLACE ('all' AS segment) FROM placed) s
    GROUP BY month, s.segment, definition
    HAVING at_start + churned + reactivated + new + at_end > 0
),
grid AS (
    SELECT months.month, months.end_evening, firsts.segment, firsts.definition
    FROM (SELECT segment, definition, min(month) AS first_month FROM counts GROUP BY segment, definition) firsts
    JOIN months ON months.month >= firsts.first_month
),
filled AS (
    SELECT month, segment, definition, end_evening,
        coalesce(at_start, 0) AS at_start,
        coalesce(churned, 0) AS churned,
        coalesce(reactivated, 0) AS reactivated,
        coalesce(new, 0) AS new,
        coalesce(at_end, 0) AS at_end,
        coalesce(revenue_lost, 0) AS revenue_lost
    FROM grid LEFT JOIN counts USING (month, segment, definition)
),
rated AS (
    SELECT *,
        CAST(nullif(at_start, 0) AS DOUBLE) AS n,
        churned / n AS p,
        1.959963984540054::DOUBLE AS z,
        p + z * z / (2 * n) AS centre,
        z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) AS half,
        1 + z * z / n AS scale
    FROM filled
)
SELECT
    month,
    segment,
    definition,
    at_start,
    churned,
    reactivated,
    new,
    at_end,
    p AS churn_rate,
    CASE WHEN n IS NOT NULL THEN greatest(0, (centre - half) / scale) END AS wilson_low,
    CASE WHEN n IS NOT NULL THEN least(1, (centre + half) / scale) END AS wilson_high,
    CAST(revenue_lost AS DECIMAL(28, 2)) AS revenue_lost,
    end_evening = last_day(month) AS is_complete
FROM rated
