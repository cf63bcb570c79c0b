-- Rows set aside after each of the last 30 days that were run and had any, by source.
WITH days AS (
  SELECT as_of, row_number() OVER (ORDER BY as_of DESC) AS place FROM (SELECT DISTINCT as_of FROM meta.quarantine))
SELECT q.as_of, q.feed, CAST(sum(q.rows) AS BIGINT) AS rows, count(*) AS reasons, arg_max(q.reason, q.rows) AS most_common_reason,
       CAST(sum(sum(q.rows)) OVER (PARTITION BY q.as_of) AS BIGINT) AS rows_of_day, q.as_of = any_value(r.as_of) AS is_last_day
FROM meta.quarantine q JOIN days USING (as_of) CROSS JOIN meta.release r
WHERE place <= 30
GROUP BY q.as_of, q.feed
ORDER BY q.as_of, rows, q.feed
