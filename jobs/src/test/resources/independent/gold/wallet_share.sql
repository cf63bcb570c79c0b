-- One row for each customer, category and quarter in purchases, observations or answers on brands.
WITH purchases AS (
    SELECT customer_key, category, CAST(date_trunc('quarter', purchased_on) AS DATE) AS quarter, sum(net) AS net
    FROM silver.purchase_day, params
    WHERE purchased_on <= as_of
    GROUP BY ALL
),
answers AS (
    SELECT customer_key, category, CAST(date_trunc('quarter', responded_on) AS DATE) AS quarter, brands
    FROM silver.survey_response, params
    WHERE customer_key IS NOT NULL AND category IS NOT NULL AND len(brands) > 0 AND responded_on <= as_of
    QUALIFY row_number() OVER (
        PARTITION BY customer_key, category, date_trunc('quarter', responded_on)
        ORDER BY responded_at DESC, response_id DESC) = 1
),
-- What a panel saw counts; what a survey was told, only where no panel saw the wallet.
observations AS (
    SELECT o.*
    FROM silver.wallet_observation o, params
    WHERE customer_key IS NOT NULL AND observed_on <= as_of
    QUALIFY source = 'panel' OR count(*) FILTER (WHERE source = 'panel') OVER (PARTITION BY customer_key, category, quarter) = 0
),
-- Every naming of a brand, by a panel or survey observation or in the answer.
namings AS (
    SELECT 'observation' AS said_by, customer_key, category, quarter, brand, is_own, spend, NULL::DOUBLE AS stated_rank, source
    FROM observations
    UNION ALL
    SELECT 'answer', customer_key, category, quarter, b.brand, b.is_own, b.spend, b.rank, NULL
    FROM (SELECT customer_key, category, quarter, unnest(brands) AS b FROM answers)
),
brands AS (
    SELECT said_by, customer_key, category, quarter,
        CASE
            WHEN is_own THEN 'own'
            WHEN coalesce(lower(trim(n.brand)), '') IN ('', 'other', 'elsewhere', 'own') THEN 'elsewhere'
            ELSE trim(n.brand)
        END AS brand,
        CASE WHEN count(*) = count(spend) THEN sum(spend) END AS spend,
        min(stated_rank) AS stated_rank,
        bool_or(source = 'panel') AS seen_by_panel
    FROM namings n
    GROUP BY ALL
),
positions AS (
    SELECT *,
        rank() OVER (PARTITION BY said_by, customer_key, category, quarter ORDER BY stated_rank)
            + (count(*) OVER (PARTITION BY said_by, customer_key, category, quarter, stated_rank) - 1) / CAST(2 AS DOUBLE)
            AS position
    FROM brands
),
observed AS (
    SELECT customer_key, category, quarter,
        coalesce(sum(spend) FILTER (WHERE brand = 'own'), 0) AS own,
        list(spend) FILTER (WHERE brand <> 'own' AND spend > 0) AS others,
        coalesce(bool_or(seen_by_panel), false) AS by_panel
    FROM brands
    WHERE said_by = 'observation'
    GROUP BY ALL
),
answered AS (
    SELECT customer_key, category, quarter,
        count(*) AS named,
        count(spend) > 0 AND coalesce(bool_and(spend IS NOT NULL) FILTER (WHERE brand <> 'own'), true) AS measures,
        bool_and(stated_rank IS NOT NULL) AS is_ranked,
        coalesce(sum(spend) FILTER (WHERE brand = 'own'), 0) AS own,
        list(spend) FILTER (WHERE brand <> 'own' AND spend > 0) AS others,
        max(position) FILTER (WHERE brand = 'own') AS own_position
    FROM positions
    WHERE said_by = 'answer'
    GROUP BY ALL
),
keys AS (
    SELECT customer_key, category, quarter FROM purchases
    UNION SELECT customer_key, category, quarter FROM observed
    UNION SELECT customer_key, category, quarter FROM answered
),
wallets AS (
    SELECT customer_key, category, quarter,
        CASE WHEN o.customer_key IS NOT NULL THEN 'observation' WHEN a.measures THEN 'answer' END AS measured_by,
        coalesce(CASE
            WHEN p.customer_key IS NOT NULL THEN p.net
            WHEN measured_by = 'observation' THEN o.own
            WHEN measured_by = 'answer' THEN a.own
        END, 0) AS own_spend,
        greatest(own_spend, 0) AS own_part,
        coalesce(CASE measured_by WHEN 'observation' THEN o.others WHEN 'answer' THEN a.others END, []) AS others,
        o.by_panel,
        a.named,
        a.is_ranked,
        a.own_position
    FROM keys
    LEFT JOIN purchases p USING (customer_key, category, quarter)
    LEFT JOIN observed o USING (customer_key, category, quarter)
    LEFT JOIN answered a USING (customer_key, category, quarter)
),
-- The share by the allocation rule as a fraction of whole numbers, so that half a cent of headroom is exact.
judged AS (
    SELECT *,
        CASE WHEN measured_by IS NOT NULL THEN coalesce(list_sum(others), 0) END AS elsewhere,
        own_part + elsewhere AS whole,
        CASE WHEN is_ranked THEN coalesce(CAST(2 * (named + 1 - own_position) AS HUGEINT), 0) END AS numerator,
        CASE WHEN is_ranked THEN CAST(named * (named + 1) AS HUGEINT) END AS denominator,
        CAST(numerator AS DOUBLE) / CAST(denominator AS DOUBLE) AS allocation,
        CAST(own_part AS DOUBLE) / CAST(nullif(whole, 0) AS DOUBLE) AS measured
    FROM wallets
)
SELECT
    customer_key,
    category,
    quarter,
    CAST(own_spend AS DECIMAL(28, 2)) AS own_spend,
    CAST(elsewhere AS DECIMAL(28, 2)) AS elsewhere_spend,
    CAST(whole AS DECIMAL(28, 2)) AS wallet,
    measured AS measured_share,
    CASE WHEN measured_by IS NOT NULL THEN len(others) + CAST(own_spend > 0 AS BIGINT) ELSE named END AS brands,
    CASE
        WHEN measured_by IS NOT NULL AND own_spend > 0 THEN
            1 + len(list_filter(others, lambda s: s > own_spend)) + len(list_filter(others, lambda s: s = own_spend)) / CAST(2 AS DOUBLE)
        WHEN measured_by IS NULL AND is_ranked THEN own_position
    END AS own_rank,
    allocation AS allocation_share,
    CASE
        WHEN measured_by IS NOT NULL AND by_panel THEN 'panel'
        WHEN measured_by IS NOT NULL THEN 'survey'
        WHEN is_ranked THEN 'allocation_rule'
        ELSE 'own_only'
    END AS method,
    CASE WHEN measured_by IS NOT NULL THEN measured ELSE allocation END AS share,
    CASE
        WHEN measured_by IS NOT NULL THEN CAST(elsewhere AS DECIMAL(28, 2))
        WHEN numerator > 0 AND (own_spend > 0 OR numerator = denominator) THEN CAST(
            CAST((2 * CAST(own_part * 100 AS HUGEINT) * (denominator - numerator) + numerator) // (2 * numerator) AS DECIMAL(28, 0))
                * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(28, 2))
    END AS headroom,
    quarter + INTERVAL 3 MONTH - INTERVAL 1 DAY <= as_of AS is_complete
FROM judged, params
