-- The tables of the release.
SELECT name, row_count, as_of, stale FROM meta.tables ORDER BY name
