-- The chance to leave that the shown classifier gave to customers it was not trained on, and the share who left, by tenths: 1 is the highest chances.
SELECT group_number AS decile, customers, predicted AS expected_share, actual AS actual_share, model, version
FROM gold.model_holdout
WHERE as_of_date = (SELECT max(as_of_date) FROM gold.model_holdout) AND grouping = 'probability_decile'
  AND (model, version) IN (SELECT (model, version) FROM gold.model_quality
                           WHERE as_of_date = (SELECT max(as_of_date) FROM gold.model_quality) AND target = 'churn' AND shown)
ORDER BY decile
