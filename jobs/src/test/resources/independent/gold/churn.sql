-- One row for each customer known on the as-of day, with or without purchases.
WITH known AS (
    SELECT customer_key, coalesce(segment, 'unknown') AS segment, known_since
    FROM silver.customer, params
    WHERE valid_from <= as_of AND (valid_to IS NULL OR valid_to > as_of) AND known_since <= as_of
),
money AS (
    SELECT customer_key, sum(net) AS spend, sum(net) FILTER (WHERE purchased_on > as_of - 365) AS spend_365d
    FROM silver.purchase_day, params
    WHERE purchased_on <= as_of
    GROUP BY customer_key
),
purchase_days AS (
    SELECT customer_key, purchased_on,
        purchased_on - lag(purchased_on) OVER (PARTITION BY customer_key ORDER BY purchased_on) AS gap
    FROM (SELECT DISTINCT customer_key, purchased_on FROM silver.purchase_day, params WHERE is_purchase AND purchased_on <= as_of)
),
purchases AS (
    SELECT customer_key,
        count(*) AS purchase_days,
        min(purchased_on) AS first_purchase_on,
        max(purchased_on) AS last_purchase_on,
        as_of - max(purchased_on) AS recency_days,
        -- median() itself takes kilobytes for each group here, a list only what is in it.
        CAST(list_aggregate(list(gap) FILTER (WHERE gap IS NOT NULL), 'median') AS DOUBLE) AS median_interval_days,
        max(purchased_on) FILTER (WHERE gap >= silent_days) AS came_back_on
    FROM purchase_days, params
    GROUP BY customer_key, as_of
),
model_of_purchases AS (
    -- In BG/NBD nobody leaves after the first purchase, in MBG/NBD one may.
    SELECT max(model = 'mbg_nbd') AS leaves_at_once, max(r) AS r, max(alpha) AS alpha, max(a) AS a, max(b) AS b, max(CASE time_unit WHEN 'week' THEN 7.0 ELSE 1.0 END) AS unit
    FROM gold.purchase_model
    WHERE shown AND model IN ('bg_nbd', 'mbg_nbd')
),
model_of_spend AS (
    SELECT max(p) AS p, max(q) AS q, max(gamma) AS gamma FROM gold.purchase_model WHERE shown AND model = 'gamma_gamma'
),
-- The odds that a repeat buyer has left, in logarithms: they outgrow a DOUBLE.
forecasts AS (
    SELECT customer_key,
        CASE
            WHEN r IS NULL THEN NULL
            WHEN frequency = 0 AND NOT leaves_at_once THEN 1.0
            ELSE 1 / (1 + exp(least(700.0, ln(a / (b + frequency - CASE WHEN leaves_at_once THEN 0 ELSE 1 END))
                + (r + frequency) * ln((alpha + observation_days / unit) / (alpha + recency_days / unit)))))
        END AS p_alive,
        CASE
            WHEN frequency > 0
            THEN p * (gamma + CAST(greatest(monetary_value, 0) AS DOUBLE) * frequency) / (p * frequency + q - 1)
            ELSE p * gamma / (q - 1)
        END AS expected_spend
    FROM gold.rfm_summary, model_of_purchases, model_of_spend
),
contracts AS (
    SELECT customer_key,
        bool_or(ended_on IS NULL OR ended_on > as_of) AS is_active,
        max(contract_ends_on) FILTER (WHERE ended_on IS NULL OR ended_on > as_of) AS subscription_ends_on
    FROM silver.subscription, params
    WHERE started_on <= as_of
    GROUP BY customer_key
),
facts AS (
    SELECT
        known.*,
        params.*,
        as_of - known_since AS tenure_days,
        coalesce(purchase_days, 0) AS purchase_days,
        first_purchase_on,
        last_purchase_on,
        recency_days,
        median_interval_days,
        came_back_on,
        coalesce(spend, 0) AS spend,
        coalesce(spend_365d, 0) AS spend_365d,
        coalesce(is_active, false) AS has_subscription,
        subscription_ends_on,
        NOT is_active AS churned_contract,
        recency_days >= silent_days AS churned_silent_days,
        CASE WHEN purchase_days >= greatest(min_purchase_days, 2)
            THEN recency_days > own_intervals * median_interval_days END AS churned_own_interval
    FROM known
    LEFT JOIN money USING (customer_key)
    LEFT JOIN purchases USING (customer_key)
    LEFT JOIN contracts USING (customer_key),
    params
)
SELECT
    as_of AS as_of_date,
    customer_key,
    segment,
    known_since,
    CAST(tenure_days AS INTEGER) AS tenure_days,
    purchase_days,
    first_purchase_on,
    last_purchase_on,
    CAST(recency_days AS INTEGER) AS recency_days,
    median_interval_days,
    CAST(spend AS DECIMAL(28, 2)) AS spend,
    CAST(spend_365d AS DECIMAL(28, 2)) AS spend_365d,
    has_subscription,
    subscription_ends_on,
    CASE
        WHEN purchase_days = 0 AND churned_contract IS NULL AND tenure_days < silent_days THEN 'prospect'
        WHEN purchase_days = 0 AND churned_contract IS NULL THEN 'dormant'
        WHEN NOT has_subscription AND (purchase_days = 0 OR churned_silent_days) THEN 'churned'
        WHEN as_of - came_back_on < silent_days THEN 'reactivated'
        WHEN churned_own_interval THEN 'at_risk'
        ELSE 'active'
    END AS state,
    churned_contract,
    churned_silent_days,
    churned_own_interval,
    CAST(greatest(silent_days - recency_days, CASE WHEN recency_days IS NOT NULL THEN 0 END) AS INTEGER) AS days_to_silent,
    CAST(p_alive AS DOUBLE) AS p_alive,
    CAST(NULL AS DOUBLE) AS expected_purchases_30d,
    CAST(NULL AS DOUBLE) AS expected_purchases_90d,
    CAST(NULL AS DOUBLE) AS expected_purchases_365d,
    CAST(NULL AS BIGINT) AS expected_purchases_horizon_low,
    CAST(NULL AS BIGINT) AS expected_purchases_horizon_high,
    CAST(expected_spend AS DECIMAL(28, 2)) AS expected_spend,
    CAST(NULL AS DECIMAL(28, 2)) AS lifetime_value,
    CAST(NULL AS DECIMAL(28, 2)) AS lifetime_value_low,
    CAST(NULL AS DECIMAL(28, 2)) AS lifetime_value_high
FROM facts
LEFT JOIN forecasts USING (customer_key)
