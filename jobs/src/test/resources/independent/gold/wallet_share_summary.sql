-- One row for each segment (and 'all'), category, quarter and brand in the measured wallets. Whose wallet is measured, and
-- our own part of it, come from gold.wallet_share; who the others are, from the observations (those of a panel where there
-- are any) and answers.
WITH wallets AS (
    SELECT w.*, coalesce(c.segment, 'unknown') AS segment
    FROM gold.wallet_share w
    LEFT JOIN silver.customer c
        ON c.customer_key = w.customer_key AND c.valid_from <= w.quarter AND (c.valid_to IS NULL OR c.valid_to > w.quarter)
    WHERE wallet > 0
),
observations AS (
    SELECT customer_key, category, quarter, is_own, brand, spend
    FROM silver.wallet_observation, params
    WHERE customer_key IS NOT NULL AND observed_on <= as_of
    QUALIFY source = 'panel' OR count(*) FILTER (WHERE source = 'panel') OVER (PARTITION BY customer_key, category, quarter) = 0
),
answers AS (
    SELECT customer_key, category, CAST(date_trunc('quarter', responded_on) AS DATE) AS quarter,
        arg_max(brands, (responded_at, response_id)) AS brands
    FROM silver.survey_response, params
    WHERE customer_key IS NOT NULL AND category IS NOT NULL AND len(brands) > 0 AND responded_on <= as_of
    GROUP BY ALL
),
-- An answer speaks only where nobody observed.
namings AS (
    FROM observations
    UNION ALL
    SELECT customer_key, category, quarter, b.is_own, b.brand, b.spend
    FROM (SELECT customer_key, category, quarter, unnest(brands) AS b
        FROM answers ANTI JOIN observations USING (customer_key, category, quarter))
),
competitors AS (
    SELECT customer_key, category, quarter,
        CASE WHEN lower(trim(n.brand)) NOT IN ('', 'other', 'elsewhere', 'own') THEN trim(n.brand) ELSE 'elsewhere' END AS brand,
        sum(n.spend) AS spend
    FROM namings n
    WHERE is_own IS NOT TRUE
    GROUP BY ALL
    HAVING sum(n.spend) > 0
),
entries AS (
    SELECT segment, customer_key, category, quarter, wallet, 'own' AS brand, greatest(own_spend, 0) AS spend
    FROM wallets
    UNION ALL
    SELECT segment, customer_key, category, quarter, w.wallet, c.brand, c.spend
    FROM competitors c JOIN wallets w USING (customer_key, category, quarter)
),
both_ways AS (
    SELECT * FROM entries UNION ALL SELECT * REPLACE ('all' AS segment) FROM entries
),
totals AS (
    SELECT segment, category, quarter, sum(b.wallet) AS wallet, count(*) AS customers
    FROM both_ways b
    WHERE brand = 'own'
    GROUP BY ALL
)
SELECT
    e.segment,
    e.category,
    e.quarter,
    e.brand,
    CAST(sum(e.spend) AS DECIMAL(28, 2)) AS spend,
    CAST(t.wallet AS DECIMAL(28, 2)) AS wallet,
    CAST(sum(e.spend) AS DOUBLE) / CAST(t.wallet AS DOUBLE) AS share_of_sums,
    sum(CAST(e.spend AS DOUBLE) / CAST(e.wallet AS DOUBLE)) / t.customers AS mean_of_shares,
    CAST(sum(e.spend) AS DOUBLE) / CAST(sum(e.wallet) FILTER (WHERE e.spend > 0) AS DOUBLE) AS share_among_buyers,
    count(*) FILTER (WHERE e.spend > 0) AS buyers,
    count(*) FILTER (WHERE e.spend = e.wallet) AS sole_buyers,
    t.customers,
    e.quarter + INTERVAL 3 MONTH - INTERVAL 1 DAY <= p.as_of AS is_complete
FROM both_ways e JOIN totals t USING (segment, category, quarter), params p
GROUP BY e.segment, e.category, e.quarter, e.brand, t.wallet, t.customers, p.as_of
