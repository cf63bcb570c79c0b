-- The parameters of the models that converged, with their standard errors.
SELECT model, parameter, estimate, standard_error, CASE WHEN parameter IN ('alpha', 'beta') THEN time_unit END AS time_unit
FROM (SELECT model, time_unit,
             unnest(['r', 'alpha', 'a', 'b', 's', 'beta', 'p', 'q', 'gamma']) AS parameter,
             unnest([r, alpha, a, b, s, beta, p, q, gamma]) AS estimate,
             unnest([r_error, alpha_error, a_error, b_error, s_error, beta_error, p_error, q_error, gamma_error]) AS standard_error
      FROM gold.purchase_model
      WHERE as_of_date = (SELECT max(as_of_date) FROM gold.purchase_model))
WHERE estimate IS NOT NULL
ORDER BY list_position(['bg_nbd', 'mbg_nbd', 'pareto_nbd', 'gamma_gamma'], model),
         list_position(['r', 'alpha', 'a', 'b', 's', 'beta', 'p', 'q', 'gamma'], parameter)
