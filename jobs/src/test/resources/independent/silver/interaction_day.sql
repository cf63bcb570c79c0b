-- Contacts first, one row each with its two ends; then counted at the customer's end, or at both ends between customers.
WITH posts AS (
    SELECT *, coalesce(author_is_firm, false) AS by_firm FROM silver.social_post
),
contacts AS (
    SELECT 'F2C' AS direction, channel, touched_on AS occurred_on, customer_key, NULL AS receiver
    FROM silver.campaign_touch
    UNION ALL
    SELECT 'C2F', min(channel), occurred_on, customer_key, NULL
    FROM silver.transaction
    WHERE customer_key IS NOT NULL AND kind IN ('sale', 'refund', 'cancellation')
    GROUP BY customer_key, transaction_id, occurred_on
    UNION ALL
    SELECT 'C2F', 'survey', responded_on, customer_key, NULL FROM silver.survey_response
    UNION ALL
    SELECT 'C2F', channel, opened_on, customer_key, NULL FROM silver.service_case
    UNION ALL
    SELECT 'F2C', channel, answered_on, customer_key, NULL FROM silver.service_case WHERE answered_on IS NOT NULL
    UNION ALL
    SELECT 'F2C', channel, notified_on, customer_key, NULL FROM silver.service_case WHERE notified_on IS NOT NULL
    UNION ALL
    SELECT 'F2C', 'social', posted_on, other_customer_key, NULL FROM posts WHERE by_firm AND addressee <> 'public'
    UNION ALL
    SELECT 'C2F', 'social', posted_on, customer_key, NULL FROM posts WHERE NOT by_firm AND addressee = 'firm'
    UNION ALL
    SELECT 'C2C', 'social', posted_on, customer_key, other_customer_key
    FROM posts
    WHERE NOT by_firm AND addressee = 'person' AND customer_key <> other_customer_key
    UNION ALL
    SELECT 'C2C', 'referral', referred_on, customer_key, other_customer_key
    FROM silver.referral
    WHERE customer_key <> other_customer_key
),
ends AS (
    SELECT customer_key, occurred_on, direction, channel, 1 AS initiated, 0 AS received FROM contacts
    UNION ALL
    SELECT receiver, occurred_on, direction, channel, 0, 1 FROM contacts WHERE receiver IS NOT NULL
)
SELECT
    customer_key,
    occurred_on,
    direction,
    coalesce(channel, 'unknown') AS channel,
    CAST(sum(initiated) AS BIGINT) AS interactions,
    CAST(sum(received) AS BIGINT) AS received
FROM ends
WHERE customer_key IS NOT NULL
GROUP BY ALL
