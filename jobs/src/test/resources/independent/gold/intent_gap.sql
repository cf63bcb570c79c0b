-- One row for each month of answer, segment (and 'all'), touchpoint and horizon.
WITH answers AS (
    SELECT *, CAST(date_trunc('month', responded_on) AS DATE) AS month, coalesce(touchpoint, 'unknown') AS place
    FROM gold.stated_vs_actual
),
counts AS (
    SELECT month, a.segment, place, horizon_days,
        count(*) FILTER (WHERE is_closed) AS answers,
        count(*) FILTER (WHERE is_closed AND intended) AS intended,
        count(*) FILTER (WHERE is_closed AND intended AND came_back) AS intended_came,
        count(*) FILTER (WHERE is_closed AND intended AND NOT came_back) AS intended_not,
        count(*) FILTER (WHERE is_closed AND NOT intended AND came_back) AS not_intended_came,
        count(*) FILTER (WHERE is_closed AND NOT intended AND NOT came_back) AS not_intended_not,
        count(*) FILTER (WHERE NOT is_closed) AS open_answers
    FROM (SELECT * FROM answers UNION ALL SELECT * REPLACE ('all' AS segment) FROM answers) a
    GROUP BY month, a.segment, place, horizon_days
),
rated AS (
    SELECT *,
        CAST(nullif(counts.answers, 0) AS DOUBLE) AS closed,
        CAST(nullif(intended, 0) AS DOUBLE) AS n,
        intended_came / n AS p,
        1.959963984540054::DOUBLE AS z,
        z * z / n AS zz,
        z * sqrt(p * (1 - p) / n + zz / (4 * n)) AS half
    FROM counts
)
SELECT
    month,
    segment,
    place AS touchpoint,
    horizon_days,
    answers,
    intended,
    intended_came,
    intended_not,
    not_intended_came,
    not_intended_not,
    intended / closed AS stated_rate,
    (intended_came + not_intended_came) / closed AS actual_rate,
    p AS kept_rate,
    CASE WHEN n IS NOT NULL THEN greatest(0, (p + zz / 2 - half) / (1 + zz)) END AS kept_wilson_low,
    CASE WHEN n IS NOT NULL THEN least(1, (p + zz / 2 + half) / (1 + zz)) END AS kept_wilson_high,
    open_answers
FROM rated
