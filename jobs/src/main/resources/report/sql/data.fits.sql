-- The models of the day: what was fitted on whom, and why not.
SELECT model, shown, converged, customers, repeat_customers, fitted_rows, log_likelihood, reason
FROM gold.purchase_model
WHERE as_of_date = (SELECT max(as_of_date) FROM gold.purchase_model)
ORDER BY list_position(['bg_nbd', 'mbg_nbd', 'pareto_nbd', 'gamma_gamma'], model)
