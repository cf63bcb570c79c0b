-- One row for each customer, month, direction and channel with a contact up to the as-of day.
WITH days AS (
    SELECT i.*, CAST(date_trunc('month', occurred_on) AS DATE) AS month,
        occurred_on - lag(occurred_on) OVER (
            PARTITION BY customer_key, date_trunc('month', occurred_on), direction, channel ORDER BY occurred_on) AS gap
    FROM silver.interaction_day i, params
    WHERE occurred_on <= as_of
),
months AS (
    SELECT customer_key, month, direction, channel,
        sum(interactions) AS interactions,
        sum(received) AS received,
        count(*) AS active_days,
        -- median() itself takes kilobytes for each group here, a list only what is in it.
        list_aggregate(list(gap) FILTER (WHERE gap IS NOT NULL), 'median') AS median_gap_days,
        min(occurred_on) AS first_active_on
    FROM days
    GROUP BY ALL
),
known AS (
    SELECT customer_key, known_since
    FROM silver.customer, params
    WHERE valid_from <= as_of AND (valid_to IS NULL OR valid_to > as_of)
),
exposed AS (
    SELECT m.*,
        last_day(month) AS month_ends_on,
        1 + least(last_day(month), as_of)
            - greatest(month, least(first_active_on, coalesce(known_since, first_active_on))) AS exposure_days,
        as_of
    FROM months m LEFT JOIN known USING (customer_key), params
)
SELECT
    customer_key,
    month,
    direction,
    channel,
    CAST(interactions AS BIGINT) AS interactions,
    CAST(received AS BIGINT) AS received,
    active_days,
    CAST(median_gap_days AS DOUBLE) AS median_gap_days,
    CAST(exposure_days AS INTEGER) AS exposure_days,
    interactions * CAST(30 AS DOUBLE) / exposure_days AS interactions_per_30_days,
    month_ends_on <= as_of AS is_complete
FROM exposed
