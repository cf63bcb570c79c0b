-- What each table and column of the release means, in the words of its contract.
SELECT c.schema_name || '.' || c.table_name AS table_name, coalesce(t.comment, v.comment) AS table_comment, c.column_name, c.comment
FROM duckdb_columns() c
LEFT JOIN duckdb_tables() t ON t.schema_name = c.schema_name AND t.table_name = c.table_name AND t.database_name = c.database_name
LEFT JOIN duckdb_views() v ON v.schema_name = c.schema_name AND v.view_name = c.table_name AND v.database_name = c.database_name
WHERE c.schema_name = 'gold'
ORDER BY table_name, c.column_index
