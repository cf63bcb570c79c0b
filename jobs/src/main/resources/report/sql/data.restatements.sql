-- Figures of complete periods that this release changed.
SELECT table_name, row_key, figure, was, is_now, reason
FROM ops.restatement
WHERE release = (SELECT release FROM meta.release)
ORDER BY table_name, row_key, figure
LIMIT 50
