-- How many figures of complete periods each release of the last 90 days changed, and why; the newest first.
SELECT as_of, release, table_name, count(*) AS figures, count(DISTINCT row_key) AS changed_rows,
       max(abs(is_now - was) / nullif(abs(was), 0)) AS largest_change, any_value(reason) AS reason
FROM meta.restatement
GROUP BY as_of, release, table_name
ORDER BY release DESC, figures DESC, table_name
