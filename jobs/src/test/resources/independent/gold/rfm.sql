-- One row for each customer with a purchase day up to the as-of day.
WITH buyers AS (
    SELECT customer_key,
        CAST(as_of - max(purchased_on) FILTER (WHERE is_purchase) AS INTEGER) AS recency_days,
        count(DISTINCT purchased_on) FILTER (WHERE is_purchase) AS frequency,
        CAST(sum(net) AS DECIMAL(28, 2)) AS monetary
    FROM silver.purchase_day, params
    WHERE purchased_on <= as_of
    GROUP BY customer_key, as_of
    HAVING bool_or(is_purchase)
),
-- rank() - 1 is the number of buyers with a worse value.
quintiles AS (
    SELECT *,
        CAST(1 + (5 * (rank() OVER (ORDER BY recency_days DESC) - 1)) // count(*) OVER () AS INTEGER) AS r,
        CAST(1 + (5 * (rank() OVER (ORDER BY frequency) - 1)) // count(*) OVER () AS INTEGER) AS f,
        CAST(1 + (5 * (rank() OVER (ORDER BY monetary) - 1)) // count(*) OVER () AS INTEGER) AS m
    FROM buyers
)
SELECT
    as_of AS as_of_date,
    customer_key,
    recency_days,
    frequency,
    monetary,
    r AS recency_quintile,
    f AS frequency_quintile,
    m AS monetary_quintile,
    CAST(100 * r + 10 * f + m AS VARCHAR) AS rfm,
    CASE
        WHEN least(r, f, m) >= 4 THEN 'champion'
        WHEN r >= 3 AND f >= 4 THEN 'loyal'
        WHEN r >= 4 THEN 'recent'
        WHEN r = 3 THEN 'steady'
        WHEN f >= 4 THEN 'at_risk'
        ELSE 'lapsed'
    END AS rfm_group
FROM quintiles, params
