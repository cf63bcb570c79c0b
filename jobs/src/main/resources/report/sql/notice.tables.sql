-- Tables that lack what their sources have by now.
SELECT count(*) AS rows FROM meta.tables WHERE stale <> '' HAVING count(*) > 0
