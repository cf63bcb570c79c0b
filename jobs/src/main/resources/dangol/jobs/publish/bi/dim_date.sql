-- grain: One row for each day, from the first year of any figure to the last day of the year of the release.
-- version: 1.0.0
-- definition: The one calendar. A day is a day of the company's time zone, as in every table; 1900-01-01, which stands for 'not known since when', is not in it; weeks are ISO 8601 weeks, from Monday, and belong to the year of their Thursday.
-- column day: The day; joins every column of days, and the first days of months and quarters.
-- column date_key: The day as a number, 20251231.
-- column year: Calendar year.
-- column quarter: First day of the quarter; joins wallet_share.quarter.
-- column quarter_of_year: 1 to 4.
-- column quarter_label: As 2025-Q4.
-- column month: First day of the month; joins month and cohort_month.
-- column month_of_year: 1 to 12.
-- column month_label: As 2025-12.
-- column iso_year: Year of the ISO week, which is not always the calendar year.
-- column iso_week: 1 to 53.
-- column iso_week_label: As 2026-W01.
-- column day_of_month: 1 to 31.
-- column day_of_week: ISO day of the week, 1 = Monday to 7 = Sunday.
-- column is_weekend: Saturday or Sunday.
-- column is_released: True for days up to the day of the release; false for the rest of its year.
-- column days_back: Days from the day to the day of the release, negative after it [days].
WITH days AS (
    SELECT CAST(f.first_day + n.n AS DATE) AS day, f.as_of
    FROM (
        SELECT
            CAST(date_trunc('year', least(
                (SELECT min(known_since) FROM gold.churn WHERE known_since > DATE '1900-01-01'),
                (SELECT min(first_purchase_on) FROM gold.churn),
                (SELECT min(month) FROM gold.churn_rate),
                (SELECT min(month) FROM gold.interaction_frequency),
                (SELECT min(month) FROM gold.intent_gap),
                (SELECT min(quarter) FROM gold.wallet_share),
                as_of)) AS DATE) AS first_day,
            CAST(date_trunc('year', as_of) + INTERVAL '1 year' AS DATE) AS end_day,
            as_of
        FROM meta.release
    ) f
    CROSS JOIN (
        SELECT a.i + 10 * b.i + 100 * c.i + 1000 * d.i + 10000 * e.i AS n
        FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a(i)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b(i)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS c(i)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d(i)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS e(i)
    ) n
    WHERE n.n < f.end_day - f.first_day
),
parts AS (
    SELECT
        day,
        as_of,
        CAST(extract(YEAR FROM day) AS INTEGER) AS year,
        CAST(date_trunc('quarter', day) AS DATE) AS quarter,
        CAST(extract(QUARTER FROM day) AS INTEGER) AS quarter_of_year,
        CAST(date_trunc('month', day) AS DATE) AS month,
        CAST(extract(MONTH FROM day) AS INTEGER) AS month_of_year,
        CAST(extract(ISOYEAR FROM day) AS INTEGER) AS iso_year,
        CAST(extract(WEEK FROM day) AS INTEGER) AS iso_week,
        CAST(extract(DAY FROM day) AS INTEGER) AS day_of_month,
        CAST(extract(ISODOW FROM day) AS INTEGER) AS day_of_week
    FROM days
)
SELECT
    day,
    year * 10000 + month_of_year * 100 + day_of_month AS date_key,
    year,
    quarter,
    quarter_of_year,
    CAST(year AS VARCHAR) || '-Q' || CAST(quarter_of_year AS VARCHAR) AS quarter_label,
    month,
    month_of_year,
    CAST(year AS VARCHAR) || '-' || lpad(CAST(month_of_year AS VARCHAR), 2, '0') AS month_label,
    iso_year,
    iso_week,
    CAST(iso_year AS VARCHAR) || '-W' || lpad(CAST(iso_week AS VARCHAR), 2, '0') AS iso_week_label,
    day_of_month,
    day_of_week,
    day_of_week >= 6 AS is_weekend,
    day <= as_of AS is_released,
    CAST(as_of - day AS INTEGER) AS days_back
FROM parts
