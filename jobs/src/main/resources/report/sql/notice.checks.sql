-- Errors that the release is shown with, because somebody decided so.
SELECT count(*) AS rows FROM meta.broken_check WHERE severity = 'error' HAVING count(*) > 0
