-- One row for each grouping, group and month of a contract in which any was lost or last seen; 95 percent limits.
-- log_rank, degrees_of_freedom and p_value need a matrix to be inverted and are not compared.
WITH contracts AS (
    SELECT s.*, as_of, s.ended_on <= as_of AS has_ended, coalesce(c.segment, 'unknown') AS segment
    FROM silver.subscription s
    LEFT JOIN silver.customer c
        ON c.customer_key = s.customer_key AND c.valid_from <= s.started_on AND (c.valid_to IS NULL OR c.valid_to > s.started_on),
    params
    WHERE s.started_on <= as_of
),
-- Each month of each contract, up to the one that has the as-of day in it.
months AS (
    SELECT *, unnest(range(1, date_diff('month', started_on, as_of) + 2)) AS n FROM contracts
),
counted AS (
    SELECT subscription_id, segment, coalesce(plan, 'unknown') AS plan,
        count(*) FILTER (WHERE started_on + to_months(CAST(n AS INTEGER)) <= as_of) AS months_over,
        CASE WHEN has_ended THEN CASE WHEN ended_on = started_on THEN 0
            ELSE min(n) FILTER (WHERE ended_on <= started_on + to_months(CAST(n AS INTEGER))) END END AS lost_in
    FROM months
    GROUP BY subscription_id, segment, plan, has_ended, started_on, ended_on
),
tenures AS (
    SELECT segment, plan,
        coalesce(lost_in > 0 AND lost_in <= months_over, false) AS is_lost,
        CASE WHEN lost_in = 0 THEN 0 ELSE least(lost_in, months_over) END AS tenure
    FROM counted
),
grouped AS (
    SELECT 'all' AS grouping, 'all' AS group_name, tenure, is_lost FROM tenures
    UNION ALL SELECT 'segment', segment, tenure, is_lost FROM tenures
    UNION ALL SELECT 'plan', plan, tenure, is_lost FROM tenures
),
sizes AS (
    SELECT grouping, group_name, count(*) FILTER (WHERE tenure > 0) AS contracts, count(*) FILTER (WHERE tenure = 0) AS without_month
    FROM grouped
    GROUP BY ALL
),
points AS (
    SELECT grouping, group_name, tenure,
        count(*) FILTER (WHERE is_lost) AS d,
        count(*) FILTER (WHERE NOT is_lost) AS c,
        sum(count(*)) OVER (PARTITION BY grouping, group_name ORDER BY tenure DESC) AS n
    FROM grouped
    WHERE tenure > 0
    GROUP BY grouping, group_name, tenure
),
-- The product as a sum of logarithms; nobody is left only at the last point of a group.
products AS (
    SELECT *,
        CASE WHEN d = n THEN 0 ELSE exp(sum(ln(1 - d / n)) FILTER (WHERE d < n) OVER so_far) END AS s,
        coalesce(sum(d / (n * (n - d))) FILTER (WHERE d < n) OVER so_far, 0) AS v
    FROM points
    WINDOW so_far AS (PARTITION BY grouping, group_name ORDER BY tenure)
),
limited AS (
    SELECT *,
        1.959963984540054::DOUBLE AS z,
        power(0.025::DOUBLE, 1 / n) AS exact,
        CASE WHEN d < n AND v > 0 THEN power(s, exp(z * sqrt(v) / -ln(s))) END AS log_low,
        CASE WHEN d < n AND v > 0 THEN power(s, exp(-z * sqrt(v) / -ln(s))) END AS log_high
    FROM products
)
SELECT
    grouping,
    group_name,
    CAST(tenure AS INTEGER) AS tenure_months,
    CAST(n AS BIGINT) AS at_risk,
    d AS events,
    c AS censored,
    CAST(s AS DOUBLE) AS survival,
    CASE WHEN d = n THEN 0 ELSE s * sqrt(v) END AS standard_error,
    CASE WHEN d = n THEN 0 WHEN v = 0 THEN exact ELSE log_low END AS low,
    CASE
        WHEN d = n THEN coalesce(lag(log_high) OVER (PARTITION BY grouping, group_name ORDER BY tenure), 1 - exact)
        WHEN v = 0 THEN 1
        ELSE log_high
    END AS high,
    contracts,
    without_month AS contracts_without_month,
    CAST(min(tenure) FILTER (WHERE s <= 0.5 + 1e-12) OVER (PARTITION BY grouping, group_name) AS INTEGER) AS median_months
FROM limited JOIN sizes USING (grouping, group_name)
