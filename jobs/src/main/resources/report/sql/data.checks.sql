-- Rules that were broken in the run that made the release, errors first.
SELECT table_name, rule, description, severity, rows, failures FROM meta.broken_check ORDER BY severity, table_name, rule
