-- grain: One row for each segment (and 'all') with a buyer.
-- version: 1.0.0
-- definition: Of all who ever bought, the share that bought on two or more days. Several purchases on one day are one.
-- column segment: Segment on the day of the release; 'all' is the total.
-- column buyers: n, customers with a purchase day [customers].
-- column repeat_buyers: Of these, those with two purchase days or more [customers].
-- column repeat_rate: repeat_buyers / buyers [share].
-- column wilson_low: Lower end of the 95 % Wilson interval [share].
-- column wilson_high: Upper end of the 95 % Wilson interval [share].
SELECT
    segment,
    buyers,
    repeat_buyers,
    p AS repeat_rate,
    greatest(0, (p + zz / (2 * buyers) - sqrt(zz * (p * (1 - p) / buyers + zz / (4 * buyers * buyers))))
        / (1 + zz / buyers)) AS wilson_low,
    least(1, (p + zz / (2 * buyers) + sqrt(zz * (p * (1 - p) / buyers + zz / (4 * buyers * buyers))))
        / (1 + zz / buyers)) AS wilson_high
FROM (
    SELECT
        segment,
        buyers,
        repeat_buyers,
        CAST(repeat_buyers AS DOUBLE PRECISION) / buyers AS p,
        CAST(3.841458820694124 AS DOUBLE PRECISION) AS zz
    FROM (
        SELECT
            coalesce(c.segment, 'all') AS segment,
            CAST(count(*) AS BIGINT) AS buyers,
            CAST(sum(CASE WHEN r.frequency > 0 THEN 1 ELSE 0 END) AS BIGINT) AS repeat_buyers
        FROM gold.rfm_summary r
        JOIN gold.churn c ON c.customer_key = r.customer_key
        GROUP BY GROUPING SETS ((c.segment), ())
        HAVING count(*) > 0
    ) counted
) shares
