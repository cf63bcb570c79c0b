-- grain: One row for each customer known on the day of the release; the silent ones are there.
-- version: 1.1.0
-- definition: The customer without personal data, from gold.customer_360 and gold.churn. Facts join by customer_key.
-- column customer_key: The customer; joins every table that has it.
-- column segment: Segment on the day of the release; 'unknown' without one.
-- column state: prospect, active, at_risk, dormant, churned or reactivated.
-- column known_since: First day anything is known of the customer; null when no source dates anything (1900-01-01 in gold.churn).
-- column tenure_days: Days from known_since to the day of the release; null when that is [days].
-- column cohort_month: First day of the month of the first purchase; null when never bought.
-- column first_purchase_on: First purchase day; null when never bought.
-- column last_purchase_on: Last purchase day; null when never bought.
-- column recency_days: Days since the last purchase day; null when never bought [days].
-- column purchase_days: Purchase days so far [days].
-- column spend: Net spend so far [company currency].
-- column spend_365d: Net spend of the last 365 days [company currency].
-- column has_subscription: True when a subscription is active.
-- column churned_contract: Churned by the definition 'contract'; null when never under contract.
-- column churned_silent_days: Churned by the definition 'silent_days'; null when never bought.
-- column churned_own_interval: Churned by the definition 'own_interval'; null with too few purchase days.
-- column has_marketing_consent: What the customer last decided on marketing; filter it before a campaign.
SELECT
    c.customer_key,
    c.segment,
    c.state,
    nullif(h.known_since, DATE '1900-01-01') AS known_since,
    CASE WHEN h.known_since > DATE '1900-01-01' THEN h.tenure_days END AS tenure_days,
    c.cohort_month,
    h.first_purchase_on,
    c.last_purchase_on,
    c.recency_days,
    c.purchase_days,
    c.spend,
    h.spend_365d,
    h.has_subscription,
    h.churned_contract,
    h.churned_silent_days,
    h.churned_own_interval,
    c.has_marketing_consent
FROM gold.customer_360 c
JOIN gold.churn h ON h.customer_key = c.customer_key
