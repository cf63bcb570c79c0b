-- One row for each customer known on the as-of day, also without any contact.
WITH known AS (
    SELECT customer_key, known_since
    FROM silver.customer, params
    WHERE valid_from <= as_of AND (valid_to IS NULL OR valid_to > as_of) AND known_since <= as_of
),
contacts AS (
    SELECT customer_key,
        sum(interactions) FILTER (WHERE direction = 'F2C' AND occurred_on > as_of - 30) AS f2c_30d,
        sum(interactions) FILTER (WHERE direction = 'F2C' AND occurred_on > as_of - 90) AS f2c_90d,
        sum(interactions) FILTER (WHERE direction = 'F2C' AND occurred_on > as_of - 365) AS f2c_365d,
        sum(interactions) FILTER (WHERE direction = 'C2F' AND occurred_on > as_of - 30) AS c2f_30d,
        sum(interactions) FILTER (WHERE direction = 'C2F' AND occurred_on > as_of - 90) AS c2f_90d,
        sum(interactions) FILTER (WHERE direction = 'C2F' AND occurred_on > as_of - 365) AS c2f_365d,
        sum(interactions) FILTER (WHERE direction = 'C2C' AND occurred_on > as_of - 30) AS c2c_30d,
        sum(interactions) FILTER (WHERE direction = 'C2C' AND occurred_on > as_of - 90) AS c2c_90d,
        sum(interactions) FILTER (WHERE direction = 'C2C' AND occurred_on > as_of - 365) AS c2c_365d,
        sum(received) FILTER (WHERE occurred_on > as_of - 365) AS c2c_received_365d,
        max(occurred_on) FILTER (WHERE direction = 'F2C') AS last_f2c_on,
        max(occurred_on) FILTER (WHERE direction = 'C2F') AS last_c2f_on,
        max(occurred_on) FILTER (WHERE direction = 'C2C') AS last_c2c_on
    FROM silver.interaction_day, params
    WHERE occurred_on <= as_of
    GROUP BY customer_key
),
purchases AS (
    SELECT customer_key, max(purchased_on) AS last_purchase_on
    FROM silver.purchase_day, params
    WHERE is_purchase AND purchased_on <= as_of
    GROUP BY customer_key
),
surveys AS (
    SELECT customer_key, max(responded_on) AS last_survey_on
    FROM silver.survey_response, params
    WHERE responded_on <= as_of
    GROUP BY customer_key
),
cases AS (
    SELECT customer_key, max(opened_on) AS last_case_on
    FROM silver.service_case, params
    WHERE opened_on <= as_of
    GROUP BY customer_key
),
posts AS (
    SELECT customer_key, max(posted_on) AS last_post_on
    FROM silver.social_post, params
    WHERE author_is_firm IS NOT TRUE AND posted_on <= as_of
    GROUP BY customer_key
)
SELECT
    as_of AS as_of_date,
    customer_key,
    CAST(coalesce(f2c_30d, 0) AS BIGINT) AS f2c_30d,
    CAST(coalesce(f2c_90d, 0) AS BIGINT) AS f2c_90d,
    CAST(coalesce(f2c_365d, 0) AS BIGINT) AS f2c_365d,
    CAST(coalesce(c2f_30d, 0) AS BIGINT) AS c2f_30d,
    CAST(coalesce(c2f_90d, 0) AS BIGINT) AS c2f_90d,
    CAST(coalesce(c2f_365d, 0) AS BIGINT) AS c2f_365d,
    CAST(coalesce(c2c_30d, 0) AS BIGINT) AS c2c_30d,
    CAST(coalesce(c2c_90d, 0) AS BIGINT) AS c2c_90d,
    CAST(coalesce(c2c_365d, 0) AS BIGINT) AS c2c_365d,
    CAST(coalesce(c2c_received_365d, 0) AS BIGINT) AS c2c_received_365d,
    last_f2c_on,
    last_c2f_on,
    last_c2c_on,
    last_purchase_on,
    last_survey_on,
    last_case_on,
    last_post_on,
    CAST(least(365, as_of - known_since + 1) AS INTEGER) AS exposure_days_365
FROM known
LEFT JOIN contacts USING (customer_key)
LEFT JOIN purchases USING (customer_key)
LEFT JOIN surveys USING (customer_key)
LEFT JOIN cases USING (customer_key)
LEFT JOIN posts USING (customer_key),
params
