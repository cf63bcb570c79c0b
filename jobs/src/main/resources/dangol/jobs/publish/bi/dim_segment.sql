-- grain: One row for each segment that occurs in any table by segment, and 'all'.
-- version: 1.1.0
-- definition: The segments. Tables with a row 'all' hold the total beside the segments: filter is_total to one of the two, never add both.
-- column segment: The company's segment; 'unknown' for customers without one; 'all' for the total.
-- column is_total: True for 'all' alone.
-- column customers: Customers in it on the day of the release [customers].
SELECT
    s.segment,
    s.segment = 'all' AS is_total,
    CAST((SELECT count(*) FROM gold.churn c WHERE s.segment = 'all' OR c.segment = s.segment) AS BIGINT) AS customers
FROM (
    SELECT segment FROM gold.churn
    UNION SELECT segment FROM gold.churn_rate
    UNION SELECT segment FROM gold.cohort
    UNION SELECT segment FROM gold.wallet_share_summary
    UNION SELECT segment FROM gold.intent_gap
    UNION SELECT segment FROM gold.loyalty_curve
    UNION SELECT group_name FROM gold.survival WHERE grouping = 'segment'
    UNION SELECT 'all'
) s
