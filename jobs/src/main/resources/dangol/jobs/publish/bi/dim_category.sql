-- grain: One row for each product category in which anything was bought, observed or asked.
-- version: 1.1.0
-- definition: The categories of gold.wallet_share.
-- column category: Product category; 'unknown' for purchases without one.
-- column customers: Customers with a purchase, an observed spend or an answer in it, in any quarter [customers].
-- column own_spend: Their spend with us over all quarters as in gold.wallet_share: net spend by our books; where these have nothing of a customer in a quarter, what a panel saw or the customer told [company currency].
SELECT
    category,
    CAST(count(DISTINCT customer_key) AS BIGINT) AS customers,
    CAST(coalesce(sum(own_spend), 0) AS DECIMAL(38, 2)) AS own_spend
FROM gold.wallet_share
GROUP BY category
