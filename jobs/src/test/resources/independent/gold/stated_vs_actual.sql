-- One row for each stated intention of a linked customer and horizon.
WITH answers AS (
    SELECT r.*
    FROM silver.survey_response r, params
    WHERE customer_key IS NOT NULL AND intends_return IS NOT NULL AND responded_on <= as_of
),
-- The first purchase day after the answer, whenever it was.
returns AS (
    SELECT a.response_id, min(p.purchased_on) AS returned_on
    FROM answers a
    JOIN silver.purchase_day p ON p.customer_key = a.customer_key AND p.is_purchase AND p.purchased_on > a.responded_on
    JOIN params ON p.purchased_on <= as_of
    GROUP BY a.response_id
),
judged AS (
    SELECT a.*, h.horizon_days,
        a.responded_on + h.horizon_days AS horizon_ends_on,
        a.responded_on + h.horizon_days <= as_of AS is_closed,
        CASE WHEN returned_on <= a.responded_on + h.horizon_days THEN returned_on - a.responded_on END AS days_until
    FROM answers a
    CROSS JOIN (SELECT DISTINCT horizon_days FROM horizons) h
    CROSS JOIN params
    LEFT JOIN returns USING (response_id)
)
SELECT
    j.response_id,
    j.horizon_days,
    j.customer_key,
    j.responded_on,
    j.touchpoint,
    coalesce(c.segment, 'unknown') AS segment,
    j.intends_return AS intended,
    CASE WHEN is_closed THEN days_until IS NOT NULL END AS came_back,
    CAST(days_until AS INTEGER) AS days_until,
    horizon_ends_on,
    is_closed
FROM judged j
LEFT JOIN silver.customer c
    ON c.customer_key = j.customer_key AND c.valid_from <= j.responded_on AND (c.valid_to IS NULL OR c.valid_to > j.responded_on)
