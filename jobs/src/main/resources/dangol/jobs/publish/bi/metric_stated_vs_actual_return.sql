-- grain: One row for each month of answer, segment (and 'all') and horizon with closed answers.
-- version: 1.0.0
-- definition: What customers said about coming back against what they did: share who said yes, share who bought within the horizon, and the difference. Answers whose horizon is still open count nowhere. Choose one horizon.
-- column month: First day of the month of the answer.
-- column segment: Segment on the day of the answer; 'all' is the total.
-- column horizon_days: Days after the answer within which coming back counts [days].
-- column answers: n, answers whose horizon is over [answers].
-- column stated_rate: Share that said yes [share].
-- column actual_rate: Share that came back, whatever they said [share].
-- column gap: stated_rate less actual_rate: above 0 when more was promised than done [share].
-- column kept_rate: Of those who said yes, the share that came back; null when nobody did [share].
SELECT
    month,
    segment,
    horizon_days,
    answers,
    CAST(intended AS DOUBLE PRECISION) / answers AS stated_rate,
    CAST(came AS DOUBLE PRECISION) / answers AS actual_rate,
    CAST(intended - came AS DOUBLE PRECISION) / answers AS gap,
    CAST(intended_came AS DOUBLE PRECISION) / nullif(intended, 0) AS kept_rate
FROM (
    SELECT
        month,
        segment,
        horizon_days,
        CAST(sum(answers) AS BIGINT) AS answers,
        CAST(sum(intended) AS BIGINT) AS intended,
        CAST(sum(intended_came) AS BIGINT) AS intended_came,
        CAST(sum(intended_came + not_intended_came) AS BIGINT) AS came
    FROM gold.intent_gap
    GROUP BY month, segment, horizon_days
    HAVING sum(answers) > 0
) counted
