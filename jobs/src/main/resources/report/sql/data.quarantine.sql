-- Rows set aside, by feed and reason, after the run that made the release.
SELECT feed, entity, reason, rows FROM run_quarantine ORDER BY rows DESC, feed, entity, reason
