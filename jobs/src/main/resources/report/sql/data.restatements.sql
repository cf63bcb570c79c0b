-- Figures of complete periods that this release changed: the totals first, then by how much, 50 at most.
SELECT table_name, array_to_string(list_transform(json_keys(row_key), lambda k: json_extract_string(row_key, '$."' || k || '"')), ', ') AS row_key,
       figure, was, is_now, (is_now - was) / nullif(abs(was), 0) AS change_rate, reason
FROM meta.restatement
WHERE release = (SELECT release FROM meta.release)
ORDER BY coalesce(json_extract_string(row_key, '$.segment'), 'all') <> 'all', abs(change_rate) DESC NULLS LAST, table_name, row_key, figure
LIMIT 50
