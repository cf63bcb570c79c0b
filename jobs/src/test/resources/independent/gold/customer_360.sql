-- One row for each customer of gold.churn, with the main figure of each other table.
WITH shares AS (
    SELECT w.*, greatest(own_spend, 0) AS own_part
    FROM gold.wallet_share w
    WHERE is_complete AND share IS NOT NULL
    QUALIFY quarter = max(quarter) OVER (PARTITION BY customer_key)
),
-- Where anything is measured, only the measured categories speak.
speaking AS (
    SELECT *, bool_or(measured_share IS NOT NULL) OVER (PARTITION BY customer_key) AS is_measured
    FROM shares
    QUALIFY is_measured = (measured_share IS NOT NULL)
),
wallets AS (
    SELECT customer_key,
        quarter AS wallet_quarter,
        CASE WHEN is_measured THEN CAST(sum(own_part) AS DOUBLE) / CAST(sum(wallet) AS DOUBLE) ELSE avg(share) END AS wallet_share,
        CASE WHEN NOT is_measured THEN 'allocation_rule' WHEN bool_or(method = 'panel') THEN 'panel' ELSE 'survey' END AS wallet_method,
        sum(headroom) AS headroom
    FROM speaking
    GROUP BY customer_key, quarter, is_measured
),
scores AS (
    SELECT customer_key,
        arg_max((score - scale_min) / (scale_max - scale_min), (responded_at, response_id))
            FILTER (WHERE kind = 'csat' AND scale_max > scale_min) AS last_satisfaction,
        arg_max(score, (responded_at, response_id))
            FILTER (WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10) AS last_nps
    FROM silver.survey_response, params
    WHERE score IS NOT NULL AND responded_on <= as_of
    GROUP BY customer_key
),
intentions AS (
    SELECT a.customer_key, intended AS last_intention, a.responded_on AS last_intention_on, came_back AS came_back_after
    FROM gold.stated_vs_actual a
    JOIN silver.survey_response r USING (response_id)
    WHERE horizon_days = (SELECT max(horizon_days) FROM horizons)
    QUALIFY row_number() OVER (PARTITION BY a.customer_key ORDER BY responded_at DESC, response_id DESC) = 1
),
cases AS (
    SELECT customer_key,
        count(*) FILTER (WHERE opened_on > as_of - 365) AS cases_365d,
        count(*) FILTER (WHERE resolved_on IS NULL OR resolved_on > as_of OR (reopened_on <= as_of AND reopened_at > resolved_at))
            AS open_cases
    FROM silver.service_case, params
    WHERE opened_on <= as_of
    GROUP BY customer_key
),
referrals AS (
    SELECT customer_key, count(*) AS referrals_made
    FROM silver.referral, params
    WHERE referred_on <= as_of
    GROUP BY customer_key
),
consents AS (
    SELECT customer_key, arg_max(granted, (decided_at, NOT granted)) AS has_marketing_consent
    FROM silver.consent, params
    WHERE purpose = 'marketing' AND decided_on <= as_of
    GROUP BY customer_key
)
SELECT
    c.as_of_date,
    c.customer_key,
    c.segment,
    c.state,
    CAST(date_trunc('month', c.first_purchase_on) AS DATE) AS cohort_month,
    c.purchase_days,
    c.spend,
    c.last_purchase_on,
    c.recency_days,
    c.median_interval_days,
    c.p_alive,
    c.lifetime_value,
    a.f2c_365d,
    a.c2f_365d,
    a.c2c_365d,
    wallet_quarter,
    wallet_share,
    wallet_method,
    CAST(headroom AS DECIMAL(28, 2)) AS headroom,
    last_satisfaction,
    last_nps,
    last_intention,
    last_intention_on,
    came_back_after,
    coalesce(cases_365d, 0) AS cases_365d,
    coalesce(open_cases, 0) AS open_cases,
    coalesce(referrals_made, 0) AS referrals_made,
    has_marketing_consent
FROM gold.churn c
LEFT JOIN gold.customer_activity a USING (customer_key)
LEFT JOIN wallets USING (customer_key)
LEFT JOIN scores USING (customer_key)
LEFT JOIN intentions USING (customer_key)
LEFT JOIN cases USING (customer_key)
LEFT JOIN referrals USING (customer_key)
LEFT JOIN consents USING (customer_key)
