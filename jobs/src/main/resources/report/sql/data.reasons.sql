-- Why rows are set aside on the day of the release, and how many were for the same reason on the day that was run before.
WITH before AS (SELECT max(q.as_of) AS as_of FROM meta.quarantine q JOIN meta.release r ON q.as_of < r.as_of)
SELECT q.feed, nullif(q.entity, '') AS entity, q.reason, q.rows, b.rows AS rows_before
FROM meta.quarantine q
JOIN meta.release r ON r.as_of = q.as_of
LEFT JOIN before ON true
LEFT JOIN meta.quarantine b ON b.as_of = before.as_of AND b.feed = q.feed AND b.entity = q.entity AND b.reason = q.reason
ORDER BY q.rows DESC, q.feed, q.entity, q.reason
