-- grain: One row for each day, from the first year of any figure to the end of the third year after that of the release, or of the last one that a projection or a horizon of answers reaches.
-- version: 1.3.0
-- definition: The one calendar. A day is a day of the company's time zone, as in every table; 1900-01-01, which stands for 'not known since when', is not in it; iso_ columns are of ISO 8601 weeks, from Monday, which belong to the year of their Thursday; week_ columns are of the company's own week ('week' in its YAML, ISO when it says nothing), and holidays are those that the YAML names ('holidays', none when it says nothing).
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
-- column week_start: First day of the company's week.
-- column week_year: Year to which the company's week belongs.
-- column week: Number of the company's week in that year, 1 to 53.
-- column week_label: As 2026-W01.
-- column day_of_month: 1 to 31.
-- column day_of_week: ISO day of the week, 1 = Monday to 7 = Sunday.
-- column is_weekend: Saturday or Sunday.
-- column is_holiday: True for a public holiday of the company's country or region and for a day that its YAML names.
-- column holiday_name: What the holiday is called; null on other days.
-- column is_working_day: Neither weekend nor holiday.
-- column is_released: True for days up to the day of the release; false for those to come, on which projected months, ends of contracts and horizons of answers lie.
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
            CAST(date_trunc('year', greatest(
                as_of + INTERVAL '3 years',
                (SELECT max(month) FROM gold.cohort_projection),
                (SELECT max(month + INTERVAL '1 month' + horizon_days * INTERVAL '1 day') FROM gold.intent_gap)))
                + INTERVAL '1 year' AS DATE) AS end_day,
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
),
weeks AS (
    SELECT
        p.*,
        p.day - CAST((p.day_of_week - c.first_day_of_week + 7) % 7 AS INTEGER) AS week_start,
        c.minimal_days,
        h.name AS holiday_name
    FROM parts p
    CROSS JOIN meta.calendar c
    LEFT JOIN meta.holiday h ON h.day = p.day
),
anchored AS (
    -- A week belongs to the year of the day that is followed by one day less than must lie in it.
    SELECT w.*, w.week_start + (7 - w.minimal_days) AS anchor
    FROM weeks w
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
    week_start,
    CAST(extract(YEAR FROM anchor) AS INTEGER) AS week_year,
    CAST(floor((extract(DOY FROM anchor) - 1) / 7) AS INTEGER) + 1 AS week,
    CAST(CAST(extract(YEAR FROM anchor) AS INTEGER) AS VARCHAR) || '-W'
        || lpad(CAST(CAST(floor((extract(DOY FROM anchor) - 1) / 7) AS INTEGER) + 1 AS VARCHAR), 2, '0') AS week_label,
    day_of_month,
    day_of_week,
    day_of_week >= 6 AS is_weekend,
    holiday_name IS NOT NULL AS is_holiday,
    holiday_name,
    day_of_week < 6 AND holiday_name IS NULL AS is_working_day,
    day <= as_of AS is_released,
    CAST(as_of - day AS INTEGER) AS days_back
FROM anchored
