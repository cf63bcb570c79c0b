-- grain: One row for each segment (and 'all') with a customer who ever gave a recommendation score on a scale of 0 to 10.
-- version: 1.1.0
-- definition: Net promoter score of the customers' latest scores: 100 * (share of promoters, 9 and 10, less share of detractors, 0 to 6). Who never answered is not in it. Margin of 95 %: 196 * sqrt((p + d - (p - d)^2) / n).
-- column segment: Segment on the day of the release; 'all' is the total.
-- column answers: n, customers with a score [customers].
-- column promoters: Latest score 9 or 10 [customers].
-- column passives: Latest score 7 or 8 [customers].
-- column detractors: Latest score 0 to 6 [customers].
-- column nps: 100 * (promoters - detractors) / answers [points, -100 to 100].
-- column margin_95: nps is known to plus or minus this; null when all answers are of one kind, which says nothing of it [points].
SELECT
    segment,
    answers,
    promoters,
    answers - promoters - detractors AS passives,
    detractors,
    100 * (p - d) AS nps,
    CASE
        WHEN greatest(promoters, detractors, answers - promoters - detractors) < answers
            THEN 196 * sqrt((p + d - (p - d) * (p - d)) / answers)
    END AS margin_95
FROM (
    SELECT
        segment,
        answers,
        promoters,
        detractors,
        CAST(promoters AS DOUBLE PRECISION) / answers AS p,
        CAST(detractors AS DOUBLE PRECISION) / answers AS d
    FROM (
        SELECT
            coalesce(segment, 'all') AS segment,
            CAST(count(*) AS BIGINT) AS answers,
            CAST(sum(CASE WHEN last_nps >= 9 THEN 1 ELSE 0 END) AS BIGINT) AS promoters,
            CAST(sum(CASE WHEN last_nps < 7 THEN 1 ELSE 0 END) AS BIGINT) AS detractors
        FROM gold.customer_360
        WHERE last_nps IS NOT NULL
        GROUP BY GROUPING SETS ((segment), ())
        HAVING count(*) > 0
    ) counted
) shares
