-- The last that each source brought before the release, the oldest first.
SELECT feed, file, taken_at, s.as_of, date_diff('day', s.as_of, r.as_of) AS days_behind, rows
FROM meta.source s CROSS JOIN meta.release r
ORDER BY s.as_of, feed
