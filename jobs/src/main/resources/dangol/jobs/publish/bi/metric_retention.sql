-- grain: One row for each month of first purchase, segment (and 'all') and number of complete months since.
-- version: 1.0.0
-- definition: Of the customers who first bought in a month, the share that bought in the month so many months later. To join months, add customers and active and divide; never take the mean of rates.
-- column cohort_month: First day of the month of first purchase.
-- column months_since: Calendar months since; 0 is the month of first purchase itself [months].
-- column month: First day of the month the row is about.
-- column segment: Segment on the day of the first purchase; 'all' is the total.
-- column customers: n, customers of the cohort [customers].
-- column active: Of these, those who bought in the month [customers].
-- column retention: active / customers [share].
-- column net_revenue_retention: Revenue of the month / revenue of month 0 [share].
SELECT
    cohort_month,
    months_since,
    CAST(cohort_month + months_since * INTERVAL '1 month' AS DATE) AS month,
    segment,
    customers,
    active,
    retention,
    net_revenue_retention
FROM gold.cohort
WHERE is_complete
