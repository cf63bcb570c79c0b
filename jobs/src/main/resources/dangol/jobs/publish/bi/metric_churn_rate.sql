-- grain: One row for each complete month, segment (and 'all') and definition of churn with customers at its start.
-- version: 1.0.0
-- definition: Of the customers there when the month began, the share lost by its end, by one of three definitions (contract, silent_days, own_interval; see gold.churn_rate). Choose one definition; never add two.
-- column month: First day of the month.
-- column segment: Segment on the first day of the month; 'all' is the total.
-- column definition: contract, silent_days or own_interval.
-- column at_start: n, customers there when the month began [customers].
-- column churned: Of these, lost by its end [customers].
-- column churn_rate: churned / at_start [share].
-- column wilson_low: Lower end of the 95 % Wilson interval [share].
-- column wilson_high: Upper end of the 95 % Wilson interval [share].
-- column revenue_lost: What the lost had spent in the 365 days before the month; who is lost by silent_days had bought nothing in the last churn.silent_days of them [company currency].
SELECT month, segment, definition, at_start, churned, churn_rate, wilson_low, wilson_high, revenue_lost
FROM gold.churn_rate
WHERE is_complete AND at_start > 0
