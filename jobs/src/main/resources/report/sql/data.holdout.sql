-- What the shown model of purchases expected of days it had not seen, and what came, by tenths of the customers: 1 is those of whom most was expected.
SELECT group_number AS decile, customers, predicted, actual, model, version
FROM gold.model_holdout
WHERE as_of_date = (SELECT max(as_of_date) FROM gold.model_holdout) AND grouping = 'decile'
  AND (model, version) IN (SELECT (model, version) FROM gold.model_quality
                           WHERE as_of_date = (SELECT max(as_of_date) FROM gold.model_quality) AND target = 'purchases' AND shown)
ORDER BY decile
