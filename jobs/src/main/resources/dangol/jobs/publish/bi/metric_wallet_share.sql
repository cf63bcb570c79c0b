-- grain: One row for each complete quarter, segment (and 'all') and category with a measured wallet.
-- version: 1.0.0
-- definition: Our part of what customers spend in a category, of measured wallets (panel or survey) alone, in three measures that differ by nature: share of sums, mean of customers' shares, share among buyers. Name the measure beside the figure.
-- column quarter: First day of the quarter.
-- column segment: Segment on the first day of the quarter; 'all' is the total.
-- column category: Product category.
-- column own_spend: Spend with us [company currency].
-- column wallet: Spend with us and with others [company currency].
-- column share_of_sums: own_spend / wallet: our part of all money [share].
-- column mean_of_shares: Mean of the customers' shares [share].
-- column share_among_buyers: Our part of the wallets of those who buy with us; null without any [share].
-- column customers: n, measured wallets [customers].
SELECT
    s.quarter,
    s.segment,
    s.category,
    s.spend AS own_spend,
    s.wallet,
    s.share_of_sums,
    s.mean_of_shares,
    s.share_among_buyers,
    s.customers
FROM gold.wallet_share_summary s
CROSS JOIN meta.release r
WHERE s.brand = 'own' AND CAST(s.quarter + INTERVAL '3 months' AS DATE) <= r.as_of + 1
