-- One row for each segment (and 'all'), kind of score, scale and score with a closed answer. The search for the knee is a
-- chain of fits by iteration that SQL cannot follow: knee and reason are not computed here.
WITH answers AS (
    SELECT r.response_id, r.customer_key, r.responded_on, r.responded_on + horizon_days AS ends_on, r.kind, r.scale_min,
        r.scale_max, r.score, coalesce(c.segment, 'unknown') AS segment
    FROM silver.survey_response r
    CROSS JOIN params
    CROSS JOIN models
    LEFT JOIN silver.customer c
        ON c.customer_key = r.customer_key AND c.valid_from <= r.responded_on AND (c.valid_to IS NULL OR c.valid_to > r.responded_on)
    WHERE r.customer_key IS NOT NULL AND r.score IS NOT NULL AND r.responded_on + horizon_days <= as_of
),
followed AS (
    SELECT a.segment, a.kind, a.scale_min, a.scale_max, a.score,
        coalesce(bool_or(p.is_purchase), false) AS came_back,
        coalesce(sum(p.net), 0) AS spent
    FROM answers a
    LEFT JOIN silver.purchase_day p
        ON p.customer_key = a.customer_key AND p.purchased_on > a.responded_on AND p.purchased_on <= a.ends_on
    GROUP BY a.response_id, a.segment, a.kind, a.scale_min, a.scale_max, a.score
),
counts AS (
    SELECT f.segment, kind, scale_min, scale_max, score,
        count(*) AS answers,
        count(*) FILTER (WHERE came_back) AS repurchased,
        coalesce(sum(spent) FILTER (WHERE came_back), 0) AS spend
    FROM (SELECT * FROM followed UNION ALL SELECT * REPLACE ('all' AS segment) FROM followed) f
    GROUP BY ALL
),
numbered AS (
    SELECT *,
        row_number() OVER curve AS i,
        count(*) OVER (PARTITION BY segment, kind, scale_min, scale_max) AS scores,
        CAST(sum(spend) OVER (PARTITION BY segment, kind, scale_min, scale_max) AS DOUBLE)
            / nullif(sum(repurchased) OVER (PARTITION BY segment, kind, scale_min, scale_max), 0) AS mean_spend
    FROM counts
    WINDOW curve AS (PARTITION BY segment, kind, scale_min, scale_max ORDER BY score)
),
-- The share of those who came back among the answers from the j-th to the k-th score.
shares AS (
    SELECT a.segment, a.kind, a.scale_min, a.scale_max, a.i AS j, b.i AS k,
        CAST(sum(between_them.repurchased) AS DOUBLE) / sum(between_them.answers) AS share
    FROM numbered a
    JOIN numbered b USING (segment, kind, scale_min, scale_max)
    JOIN numbered between_them USING (segment, kind, scale_min, scale_max)
    WHERE a.i <= b.i AND between_them.i BETWEEN a.i AND b.i
    GROUP BY ALL
),
least_shares AS (
    SELECT s.segment, s.kind, s.scale_min, s.scale_max, n.i, s.j, min(s.share) AS least_share
    FROM shares s
    JOIN numbered n USING (segment, kind, scale_min, scale_max)
    WHERE s.j <= n.i AND n.i <= s.k
    GROUP BY ALL
),
isotonic AS (
    SELECT segment, kind, scale_min, scale_max, i, max(least_share) AS fitted
    FROM least_shares
    GROUP BY ALL
),
rated AS (
    SELECT n.*,
        CASE WHEN scores > 1 THEN fitted END AS fit,
        (lead(fitted) OVER curve - fitted) / (lead(score) OVER curve - score) AS gain,
        CAST(answers AS DOUBLE) AS total,
        repurchased / total AS p,
        1.959963984540054::DOUBLE AS z,
        z * z / total AS zz,
        z * sqrt(p * (1 - p) / total + zz / (4 * total)) AS half
    FROM numbered n
    JOIN isotonic USING (segment, kind, scale_min, scale_max, i)
    WINDOW curve AS (PARTITION BY segment, kind, scale_min, scale_max ORDER BY score)
)
SELECT
    segment,
    kind,
    scale_min,
    scale_max,
    score,
    horizon_days,
    answers,
    repurchased,
    p AS rate,
    greatest(0, (p + zz / 2 - half) / (1 + zz)) AS rate_wilson_low,
    least(1, (p + zz / 2 + half) / (1 + zz)) AS rate_wilson_high,
    fit AS fitted,
    gain AS marginal_rate,
    mean_spend,
    gain * mean_spend AS marginal_value,
    NULL::DOUBLE AS knee,
    NULL::VARCHAR AS reason
FROM rated, models
