-- One row for each customer with a purchase day up to the as-of day.
WITH spend AS (
    SELECT customer_key, purchased_on, bool_or(is_purchase) AS bought, sum(net) AS net
    FROM silver.purchase_day, params
    WHERE purchased_on <= as_of
    GROUP BY customer_key, purchased_on
),
-- The purchase days up to and including each day: a refund belongs to the latest of them.
counted AS (
    SELECT *, count(*) FILTER (WHERE bought) OVER (PARTITION BY customer_key ORDER BY purchased_on) AS purchase_number
    FROM spend
),
buyers AS (
    SELECT customer_key,
        count(*) FILTER (WHERE bought) - 1 AS frequency,
        min(purchased_on) FILTER (WHERE bought) AS first_purchase_on,
        max(purchased_on) FILTER (WHERE bought) AS last_purchase_on,
        sum(net) AS total_spend,
        coalesce(sum(net) FILTER (WHERE purchase_number >= 2), 0) AS repeat_spend
    FROM counted
    GROUP BY customer_key
    HAVING bool_or(bought)
),
-- In whole ten-thousandths, so that the half that rounds up is exact.
repeated AS (
    SELECT *, CAST(repeat_spend * 100 AS HUGEINT) * 100 AS ten_thousandths FROM buyers
)
SELECT
    as_of AS as_of_date,
    customer_key,
    frequency,
    CAST(last_purchase_on - first_purchase_on AS INTEGER) AS recency_days,
    CAST(as_of - first_purchase_on AS INTEGER) AS observation_days,
    CASE WHEN frequency > 0 THEN CAST(
        CAST(sign(ten_thousandths) * ((2 * abs(ten_thousandths) + frequency) // (2 * frequency)) AS DECIMAL(28, 0))
            * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(28, 4)) END AS monetary_value,
    CAST(total_spend AS DECIMAL(28, 2)) AS total_spend,
    first_purchase_on,
    last_purchase_on
FROM repeated, params
