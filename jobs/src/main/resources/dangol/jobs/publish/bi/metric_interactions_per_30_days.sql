-- grain: One row for each segment (and 'all') and direction of contact.
-- version: 1.0.0
-- definition: Contacts of the 365 days up to the day of the release, per 30 days on which the customers were known in them (exposure). Everybody counts, also who had no contact: sum of contacts * 30 / sum of exposure days.
-- column segment: Segment on the day of the release; 'all' is the total.
-- column direction: F2C = firm to customer, C2F = customer to firm, C2C = customer to customer, counted once at who began it.
-- column customers: n, customers known on the day [customers].
-- column interactions: Contacts of the 365 days [interactions].
-- column exposure_days: Days of the 365 on which these customers were known [days].
-- column interactions_per_30_days: interactions * 30 / exposure_days [interactions per 30 days of exposure].
SELECT
    coalesce(segment, 'all') AS segment,
    direction,
    CAST(count(*) AS BIGINT) AS customers,
    CAST(sum(interactions) AS BIGINT) AS interactions,
    CAST(sum(exposure_days_365) AS BIGINT) AS exposure_days,
    CAST(sum(interactions) AS DOUBLE PRECISION) * 30 / CAST(sum(exposure_days_365) AS DOUBLE PRECISION)
        AS interactions_per_30_days
FROM (
    SELECT
        c.segment,
        d.direction,
        CASE d.direction WHEN 'F2C' THEN a.f2c_365d WHEN 'C2F' THEN a.c2f_365d ELSE a.c2c_365d END AS interactions,
        a.exposure_days_365
    FROM gold.customer_activity a
    JOIN gold.churn c ON c.customer_key = a.customer_key
    CROSS JOIN (VALUES ('F2C'), ('C2F'), ('C2C')) AS d(direction)
) contacts
GROUP BY GROUPING SETS ((segment, direction), (direction))
