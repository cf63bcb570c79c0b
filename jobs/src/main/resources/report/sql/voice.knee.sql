-- Who bought again after each score: satisfaction when it was asked, else what was asked most often.
WITH curves AS (
  SELECT kind, scale_min, scale_max
  FROM gold.loyalty_curve
  WHERE segment = 'all'
  GROUP BY kind, scale_min, scale_max
  ORDER BY kind = 'csat' DESC, sum(answers) DESC, kind, scale_max
  LIMIT 1)
SELECT kind, horizon_days, score AS given_score, answers, repurchased, rate, rate_wilson_low AS low, rate_wilson_high AS high, fitted, knee,
       reason
FROM gold.loyalty_curve JOIN curves USING (kind, scale_min, scale_max)
WHERE segment = 'all'
ORDER BY given_score
