-- One row for each entity, kind of key and rule that occurs.
WITH entities AS (
    SELECT 'transaction' AS entity, source_key, customer_key, occurred_on AS day FROM silver.transaction
    UNION ALL SELECT 'survey_response', source_key, customer_key, responded_on FROM silver.survey_response
    UNION ALL SELECT 'social_post', source_key, customer_key, posted_on FROM silver.social_post WHERE author_is_firm IS DISTINCT FROM true
    UNION ALL SELECT 'service_case', source_key, customer_key, opened_on FROM silver.service_case
    UNION ALL SELECT 'campaign_touch', source_key, customer_key, touched_on FROM silver.campaign_touch
    UNION ALL SELECT 'lead', source_key, customer_key, created_on FROM silver.lead
    UNION ALL SELECT 'referral', source_key, customer_key, referred_on FROM silver.referral
    UNION ALL SELECT 'consent', source_key, customer_key, decided_on FROM silver.consent
    UNION ALL SELECT 'subscription', source_key, customer_key, started_on FROM silver.subscription
    UNION ALL SELECT 'customer_relation', source_key, customer_key, coalesce(since_on, DATE '0001-01-01') FROM silver.customer_relation
    UNION ALL SELECT 'wallet_observation', source_key, customer_key, observed_on FROM silver.wallet_observation
),
kinds AS (
    SELECT entity, source_key, customer_key,
        CASE WHEN source_key IS NULL THEN 'none' ELSE split_part(source_key, ':', 1) END AS key_kind
    FROM entities, params
    WHERE day <= as_of
)
SELECT
    entity,
    k.key_kind,
    CASE
        WHEN k.source_key IS NULL THEN 'anonymous'
        WHEN k.key_kind = 'customer_id' THEN 'customer_id'
        ELSE coalesce(l.rule, 'unregistered')
    END AS rule,
    count(*) AS "rows",
    count(DISTINCT k.source_key) AS keys,
    count(k.customer_key) AS linked_rows
FROM kinds k LEFT JOIN silver.identity_link l ON l.source_key = k.source_key
GROUP BY 1, 2, 3
