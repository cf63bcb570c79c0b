-- Rules that were broken in the run that made the release.
SELECT table_name, rule, description, severity, rows, failures FROM run_check ORDER BY severity, table_name, rule
