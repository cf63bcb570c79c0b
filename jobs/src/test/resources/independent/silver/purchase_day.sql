-- One row for each linked customer, day and category with a sale, refund or cancellation.
SELECT
    customer_key,
    occurred_on AS purchased_on,
    coalesce(category, 'unknown') AS category,
    bool_or(kind = 'sale') AS is_purchase,
    count(*) FILTER (WHERE kind = 'sale') AS sale_lines,
    CAST(coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS DECIMAL(28, 3)) AS quantity,
    CAST(coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0) AS DECIMAL(28, 2)) AS gross,
    CAST(coalesce(sum(amount) FILTER (WHERE kind <> 'sale'), 0) AS DECIMAL(28, 2)) AS returned,
    CAST(sum(amount) AS DECIMAL(28, 2)) AS net
FROM silver.transaction
WHERE customer_key IS NOT NULL AND kind IN ('sale', 'refund', 'cancellation')
GROUP BY ALL
