-- How good the models are on days they had not seen, beside a naive guess: those of the day, and the candidates of the last training on churn.
WITH quality AS (
  SELECT * FROM gold.model_quality WHERE as_of_date = (SELECT max(as_of_date) FROM gold.model_quality)),
training AS (
  SELECT version FROM quality WHERE target = 'churn' ORDER BY shown DESC, TRY_CAST(version AS INTEGER) DESC LIMIT 1),
fits AS (
  SELECT model, coalesce(not_shown_because, reason) AS not_shown
  FROM gold.purchase_model
  WHERE as_of_date = (SELECT max(as_of_date) FROM gold.purchase_model))
SELECT model, target, shown, better_than_baseline,
       1 - CASE WHEN target = 'churn' THEN brier / nullif(baseline_brier, 0) ELSE root_mean_squared_error / nullif(baseline_root_mean_squared_error, 0) END
         AS error_below_naive,
       predicted, actual, root_mean_squared_error, baseline_root_mean_squared_error, auc, baseline_auc, brier, baseline_brier,
       customers AS tested_customers, fitted_until, holdout_days, version, coalesce(not_shown, reason) AS why_not
FROM quality LEFT JOIN (SELECT model AS fitted_model, not_shown FROM fits) ON fitted_model = model AND target <> 'churn'
WHERE target <> 'churn' OR version = (SELECT version FROM training)
ORDER BY list_position(['purchases', 'spend', 'churn'], target), shown DESC, list_position(['bg_nbd', 'mbg_nbd', 'pareto_nbd'], model) NULLS LAST, model
