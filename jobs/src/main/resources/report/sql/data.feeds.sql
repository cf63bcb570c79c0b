-- The last that each feed brought before the release.
SELECT feed, file, taken_at, as_of, rows FROM run_feed ORDER BY feed
