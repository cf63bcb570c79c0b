package dangol.jobs.report;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.publish.SampleRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;

/** A release's DuckDB file of a small company, in the shape of the contracts, with names that no page expects. */
final class MadeRelease {
    static final List<String> GOLD = List.of(
            "breakeven",
            "churn",
            "churn_rate",
            "cohort",
            "cohort_projection",
            "customer_360",
            "customer_activity",
            "intent_gap",
            "interaction_frequency",
            "link_coverage",
            "loyalty_curve",
            "model_holdout",
            "model_quality",
            "purchase_model",
            "rfm",
            "rfm_summary",
            "stated_vs_actual",
            "survival",
            "wallet_share",
            "wallet_share_summary");

    /** Ends a script element, quotes, is beyond the basic plane, reads from right to left, ends a line of JavaScript. */
    static final List<String> SEGMENTS =
            List.of("gold", "</script><script>alert(1)</script>", "O'Brien \"VIP\" 🛒", "عملاء\u2028", "unknown");

    private static final String COMPANY = """
            company: shop
            time_zone: Asia/Seoul
            currency: KRW
            sources: SOURCES
            home: HOME
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    private final Path file;

    private MadeRelease(Path file) {
        this.file = file;
    }

    /** All tables with rows. */
    static MadeRelease whole(Path home) throws Exception {
        MadeRelease made = empty(home);
        made.fill();
        return made;
    }

    /** All tables, none with a row: the first day of a company. */
    static MadeRelease empty(Path home) throws Exception {
        Files.createDirectories(home);
        MadeRelease made = new MadeRelease(home.resolve("shop.duckdb"));
        made.execute("CREATE SCHEMA gold");
        made.execute("CREATE SCHEMA history");
        SampleRelease.makeMeta(made.file);
        for (String table : GOLD) {
            TableContract contract = Contracts.of(TableId.parse("gold." + table));
            made.execute("CREATE TABLE gold." + table + " ("
                    + contract.columns().stream()
                            .map(c -> c.name() + " " + type(c))
                            .collect(Collectors.joining(", "))
                    + ")");
            made.execute("COMMENT ON TABLE gold." + table + " IS '"
                    + contract.grain().replace("'", "''") + "'");
        }
        made.execute(
                "INSERT INTO meta.release BY NAME SELECT 7 AS release, 'shop & <co>' AS company, DATE '2025-10-15' AS as_of, "
                        + "TIMESTAMPTZ '2025-10-16 01:02:03+00' AS released_at");
        return made;
    }

    /** The YAML of the company whose lake lies in that home. */
    static Path company(Path home) throws IOException {
        Path file = home.resolveSibling(home.getFileName() + ".yaml");
        return Files.writeString(
                file, COMPANY.replace("SOURCES", home.getParent().toString()).replace("HOME", home.toString()));
    }

    private static String type(Column column) {
        DataType type = column.type();
        return switch (type.sql()) {
            case "STRING" -> "VARCHAR";
            case "INT" -> "INTEGER";
            case "TIMESTAMP" -> "TIMESTAMPTZ";
            default -> type.sql();
        };
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute(sql);
        }
    }

    /** The rows of a query, each value as text; nothing is an empty text. */
    List<List<String>> ask(String sql) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.add(
                            value == null
                                    ? ""
                                    : String.valueOf(value instanceof OffsetDateTime at ? at.toInstant() : value));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    double number(String sql) throws SQLException {
        return Double.parseDouble(ask(sql).get(0).get(0));
    }

    private void fill() throws SQLException {
        execute("CREATE TABLE meta.segment AS SELECT unnest(["
                + SEGMENTS.stream().map(s -> "'" + s.replace("'", "''") + "'").collect(Collectors.joining(", "))
                + "]) AS segment, unnest(range(" + SEGMENTS.size() + ")) AS i");
        execute("""
                INSERT INTO gold.churn BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, 'k' || n AS customer_key, segment,
                       ['active', 'at_risk', 'churned', 'dormant', 'prospect', 'reactivated'][n % 6 + 1] AS state,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN DATE '2024-09-01' END AS first_purchase_on,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN DATE '2025-10-15' - CAST(n * 3 AS INTEGER) END AS last_purchase_on,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN n * 3 END AS recency_days,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN greatest(0, 180 - n * 3) END AS days_to_silent, 7.5 AS median_interval_days,
                       CASE WHEN n % 6 IN (3, 4) THEN 0 ELSE n * 12345.67 END AS spend_365d, n % 6 = 2 AS churned_silent_days,
                       CASE WHEN n % 10 = 0 THEN DATE '2025-11-01' END AS subscription_ends_on,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN 1 - n / 150 END AS p_alive,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN 3.21 - n / 50 END AS expected_purchases_90d,
                       CASE WHEN n % 6 NOT IN (3, 4) THEN (121 - n) * 1000.5 END AS lifetime_value,
                       CASE WHEN n % 6 NOT IN (2, 3, 4) THEN (121 - n) / 150 END AS churn_probability,
                       CASE WHEN n % 6 NOT IN (2, 3, 4) THEN 'no purchase for ' || n * 3 || ' days, <usual> interval 7.5' END AS churn_reason_1,
                       CASE WHEN n % 6 NOT IN (2, 3, 4) THEN 3 END AS churn_model_version
                FROM (SELECT range AS n FROM range(1, 121)) JOIN meta.segment ON i = n % 5""");
        execute("""
                INSERT INTO gold.customer_360 BY NAME
                SELECT as_of_date, customer_key, segment, state, CASE WHEN n % 3 > 0 THEN n % 5 / 4 END AS last_satisfaction,
                       CASE WHEN n % 2 = 0 THEN n % 11 END AS last_nps, n % 2 = 1 AS last_intention,
                       DATE '2025-06-01' AS last_intention_on, n % 4 = 3 AS came_back_after,
                       n % 7 // 6 AS open_cases, CASE WHEN n % 5 > 0 THEN n % 5 > 2 END AS has_marketing_consent
                FROM (SELECT *, CAST(substr(customer_key, 2) AS INTEGER) AS n FROM gold.churn)""");
        execute("""
                INSERT INTO gold.customer_activity BY NAME
                SELECT as_of_date, customer_key, n % 23 AS f2c_365d, n % 4 AS f2c_90d, n % 21 AS c2f_90d, n % 2 AS c2c_90d
                FROM (SELECT *, CAST(substr(customer_key, 2) AS INTEGER) AS n FROM gold.churn)""");
        execute("""
                INSERT INTO gold.churn_rate BY NAME
                SELECT CAST(month AS DATE) AS month, segment, definition, 1000 + m * 10 + d AS at_start, 40 + m AS churned, 7 AS reactivated,
                       60 AS new, 1027 + m * 9 + d AS at_end, (40 + m) / (1000 + m * 10 + d) AS churn_rate, 0.01 * d AS wilson_low,
                       0.2 + 0.01 * d AS wilson_high, (40 + m) * 123456.78 AS revenue_lost, month < TIMESTAMP '2025-10-01' AS is_complete
                FROM (SELECT range AS month, row_number() OVER (ORDER BY range) AS m
                      FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2025-10-02', INTERVAL 1 MONTH)),
                     (SELECT unnest(['contract', 'own_interval', 'silent_days']) AS definition, unnest([1, 2, 3]) AS d),
                     (SELECT segment FROM meta.segment UNION ALL SELECT 'all')""");
        execute("""
                INSERT INTO gold.cohort BY NAME
                SELECT CAST(c AS DATE) AS cohort_month, 'all' AS segment, s AS months_since, 100 + n AS customers,
                       CASE WHEN s = 0 THEN 100 + n ELSE 50 - s - n END AS active, CASE WHEN s = 0 THEN 1 ELSE (50 - s - n) / (100 + n) END AS retention,
                       10000.55 * (30 - s) AS revenue, 500.0 * (s + 1) AS cumulative_revenue_per_customer, 1 - s * 0.03 AS net_revenue_retention,
                       1 - s * 0.04 AS gross_revenue_retention, c + to_months(s) < TIMESTAMP '2025-10-01' AS is_complete
                FROM (SELECT range AS c, row_number() OVER (ORDER BY range) AS n
                      FROM range(TIMESTAMP '2024-07-01', TIMESTAMP '2025-10-02', INTERVAL 1 MONTH)),
                     (SELECT CAST(range AS INTEGER) AS s FROM range(16))
                WHERE c + to_months(s) <= TIMESTAMP '2025-10-01'""");
        execute("""
                INSERT INTO gold.intent_gap BY NAME
                SELECT CAST(month AS DATE) AS month, segment, touchpoint, h AS horizon_days, a AS answers, a - 5 AS intended, a - 15 AS intended_came,
                       10 AS intended_not, 3 AS not_intended_came, 2 AS not_intended_not, CASE WHEN month >= TIMESTAMP '2025-07-01' THEN 9 ELSE 0 END AS open_answers
                FROM (SELECT range AS month, 30 + row_number() OVER (ORDER BY range) AS a
                      FROM range(TIMESTAMP '2023-06-01', TIMESTAMP '2025-08-02', INTERVAL 1 MONTH)),
                     (SELECT unnest(['all', 'gold']) AS segment), (SELECT unnest(['store', '<b>web</b>']) AS touchpoint),
                     (SELECT unnest([30, 90, 180]) AS h)""");
        execute("""
                INSERT INTO gold.interaction_frequency BY NAME
                SELECT 'k' || n AS customer_key, CAST(month AS DATE) AS month, direction, channel, n % 3 + 1 AS interactions,
                       (n % 3 + 1) * 30 / 31 AS interactions_per_30_days, month < TIMESTAMP '2025-10-01' AS is_complete
                FROM (SELECT range AS n FROM range(1, 21)), (SELECT range AS month FROM range(TIMESTAMP '2024-12-01', TIMESTAMP '2025-10-02', INTERVAL 1 MONTH)),
                     (SELECT unnest(['C2F', 'F2C', 'F2C', 'C2C']) AS direction, unnest(['store', 'email', 'sms', 'referral']) AS channel)""");
        execute("""
                INSERT INTO gold.link_coverage BY NAME
                SELECT * FROM (VALUES ('transaction', 'card', 'registered_card', 80, 20, 80), ('transaction', 'none', 'anonymous', 20, 0, 0),
                                      ('survey_response', 'email', 'shared', 5, 2, 0)) AS v(entity, key_kind, rule, rows, keys, linked_rows)""");
        execute("""
                INSERT INTO gold.wallet_share_summary BY NAME
                SELECT CAST(quarter AS DATE) AS quarter, segment, category, brand, 1000.25 * b AS spend, 21005.25 AS wallet, 1000.25 * b / 21005.25 AS share_of_sums,
                       0.1 AS mean_of_shares, 0.5 AS share_among_buyers, 10 AS buyers, 2 AS sole_buyers, 40 AS customers
                FROM (SELECT range AS quarter FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2025-10-02', INTERVAL 3 MONTH)),
                     (SELECT segment FROM meta.segment UNION ALL SELECT 'all'), (SELECT unnest(['home', '"food"']) AS category),
                     (SELECT unnest(['own', 'A</script>', 'B', 'C', 'D', 'E', 'F', 'elsewhere']) AS brand, unnest([1, 2, 3, 4, 5, 6, 0.5, 0.2]) AS b)""");
        execute("""
                INSERT INTO gold.wallet_share BY NAME
                SELECT 'k' || n AS customer_key, 'home' AS category, DATE '2025-07-01' AS quarter, n * 10.5 AS own_spend, m AS method,
                       CASE WHEN m <> 'own_only' THEN n / 100 END AS share, CASE WHEN m IN ('panel', 'survey') THEN n / 100 END AS measured_share, true AS is_complete,
                       CASE WHEN m = 'own_only' THEN 0.25 + 0.5 * (n % 2) END AS estimated_share, CASE WHEN m = 'own_only' THEN 0.05 END AS estimated_share_low,
                       CASE WHEN m = 'own_only' THEN 0.95 END AS estimated_share_high,
                       CASE WHEN m = 'own_only' THEN n * 10.5 * CASE WHEN n % 2 = 0 THEN 3 ELSE 1 / 3 END END AS estimated_headroom,
                       CASE WHEN m = 'own_only' THEN ['segment_and_category', 'category'][n % 2 + 1] END AS estimated_from,
                       CASE WHEN m = 'own_only' THEN 40 + n % 2 END AS estimated_n
                FROM (SELECT range AS n FROM range(1, 21)), (SELECT unnest(['panel', 'survey', 'allocation_rule', 'own_only']) AS m)""");
        execute("""
                INSERT INTO meta.tables
                SELECT 'gold.churn', 'One row', 120, DATE '2025-10-15', 'Who', '' UNION ALL
                SELECT 'gold.cohort', 'One row', 136, DATE '2025-10-15', 'What', 'the feed ''sales'' lost a column'""");
        fillMeta();
        fillModels();
        fillTests();
        execute("DROP TABLE meta.segment");
    }

    private void fillMeta() throws SQLException {
        execute("""
                INSERT INTO meta.source
                SELECT 'sales', 'sales-2.csv', TIMESTAMPTZ '2025-10-16 01:00:00+00', DATE '2025-10-15', 900 UNION ALL
                SELECT 'crm', NULL, TIMESTAMPTZ '2025-10-04 01:00:00+00', DATE '2025-10-03', 40""");
        execute("""
                INSERT INTO meta.quarantine
                SELECT * FROM (VALUES (DATE '2025-10-14', 'sales', 'transaction', 'amount is missing', 7),
                  (DATE '2025-10-15', 'sales', 'transaction', 'amount is missing', 12), (DATE '2025-10-15', 'sales', 'transaction', 'currency is <b>missing</b>', 2),
                  (DATE '2025-10-15', 'crm', 'customer', 'no key', 1)) AS v(as_of, feed, entity, reason, rows)""");
        execute(
                "INSERT INTO meta.broken_check VALUES ('gold.churn', 'a_rule', 'Row rule: <all> is well.', 'warning', 120, 4)");
        execute("""
                INSERT INTO meta.restatement
                SELECT 6, DATE '2025-09-30', 5, 'gold.churn_rate', '{"month":"2025-06-01","segment":"gold"}', 'churned', 4.0, 5.0, 'late rows of crm' UNION ALL
                SELECT 7, DATE '2025-10-15', 6, 'gold.cohort', '{"cohort_month":"2025-01-01","segment":"all","months_since":2}', 'retention', 0.012341, 0.01235,
                       'late rows of sales' UNION ALL
                SELECT 7, DATE '2025-10-15', 6, 'gold.cohort', '{"cohort_month":"2025-01-01","segment":"gold","months_since":2}', 'active', 1.0, 3.0,
                       'late rows of sales'""");
    }

    private void fillModels() throws SQLException {
        execute("""
                INSERT INTO gold.purchase_model BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, 'bg_nbd' AS model, 80 AS customers, 60 AS repeat_customers, 55 AS fitted_rows, 'week' AS time_unit,
                       0.2426 AS r, 0.0125 AS r_error, 4.4136 AS alpha, 0.3782 AS alpha_error, 0.7929 AS a, 0.1857 AS a_error, 2.4259 AS b, 0.7054 AS b_error,
                       -9582.4291 AS log_likelihood, true AS converged, true AS shown""");
        execute("""
                INSERT INTO gold.purchase_model BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, model, 80 AS customers, 60 AS repeat_customers, 55 AS fitted_rows, 'week' AS time_unit,
                       false AS converged, false AS shown, 'The likelihood is <flat>.' AS reason
                FROM (SELECT unnest(['gamma_gamma', 'pareto_nbd', 'mbg_nbd']) AS model)""");
        // Month 4 and the months from 6 to 8 have no row of their own; half of the contracts are lost by month 5.
        execute("""
                INSERT INTO gold.survival BY NAME
                SELECT grouping, group_name, t AS tenure_months, at_risk, survival, survival - 0.05 AS low, survival + 0.04 AS high, 100 AS contracts,
                       CASE WHEN grouping = 'all' THEN 5 END AS median_months
                FROM (SELECT unnest([1, 2, 3, 5, 9]) AS t, unnest([100, 80, 60, 40, 20]) AS at_risk, unnest([0.9, 0.8, 0.7, 0.5, 0.4]) AS survival),
                     (SELECT 'all' AS grouping, 'all' AS group_name UNION ALL SELECT 'plan', 'basic' UNION ALL SELECT 'segment', segment FROM meta.segment)""");
        // Two customers' margin of 1,000.5 a month; winning one cost 4,500 in 2024, which five months pay, and 20,000
        // in 2025.
        execute("""
                INSERT INTO gold.breakeven BY NAME
                SELECT CAST(c AS DATE) AS cohort_month, channel AS acquisition_channel, s AS months_since, 10 + month(c) AS customers, 7 AS customers_with_cost,
                       cost AS acquisition_cost_per_customer, 1000.5 * (s + 1) AS cumulative_margin, 3 AS churned,
                       CASE WHEN 1000.5 * (s + 1) >= cost THEN 4 END AS break_even_month, CASE WHEN 1000.5 * (s + 1) < cost THEN cost - 1000.5 * (s + 1) END AS shortfall,
                       0.3 AS churned_before_break_even, c + to_months(s) < TIMESTAMP '2025-10-01' AS is_complete
                FROM (SELECT range AS c, CASE WHEN year(range) = 2024 THEN 4500.0 ELSE 20000.0 END AS cost
                      FROM range(TIMESTAMP '2024-07-01', TIMESTAMP '2025-10-02', INTERVAL 1 MONTH)),
                     (SELECT CAST(range AS INTEGER) AS s FROM range(16)), (SELECT unnest(['all', 'web']) AS channel)
                WHERE c + to_months(s) <= TIMESTAMP '2025-10-01'""");
        execute("""
                INSERT INTO gold.loyalty_curve BY NAME
                SELECT segment, kind, 1 AS scale_min, 5 AS scale_max, score, 90 AS horizon_days, 100 AS answers, CAST(100 * rate AS BIGINT) AS repurchased, rate,
                       rate - 0.09 AS rate_wilson_low, rate + 0.1 AS rate_wilson_high, rate AS fitted, 4 AS knee
                FROM (SELECT unnest([1, 2, 3, 4, 4.5, 5]) AS score, unnest([0.2, 0.22, 0.24, 0.26, 0.4, 0.6]) AS rate),
                     (SELECT unnest(['csat', 'trust']) AS kind), (SELECT segment FROM meta.segment UNION ALL SELECT 'all')""");
        execute("""
                INSERT INTO gold.rfm BY NAME
                SELECT as_of_date, customer_key, '555' AS rfm, 'champion' AS rfm_group FROM gold.churn WHERE recency_days IS NOT NULL""");
    }

    /** The model of purchases and a classifier were tested; the other models did not converge. */
    private void fillTests() throws SQLException {
        execute("""
                INSERT INTO gold.model_quality BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, 'bg_nbd' AS model, '2025-07-17' AS version, 'purchases' AS target,
                       'same_as_last_period' AS baseline_kind, DATE '2025-07-17' AS fitted_until, 90 AS holdout_days, 75 AS fitted_customers, 75 AS customers,
                       30 AS customers_who_came, 0.75 AS predicted, 0.8 AS actual, 0.9 AS baseline, 0.6 AS mean_absolute_error, 1.1 AS root_mean_squared_error,
                       0.71 AS auc, 0.18 AS brier, 0.7 AS baseline_mean_absolute_error, 1.25 AS baseline_root_mean_squared_error, 0.62 AS baseline_auc,
                       0.3 AS baseline_brier, true AS converged, true AS better_than_baseline, true AS shown""");
        execute("""
                INSERT INTO gold.model_quality BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, model, '2025-07-17' AS version, target, kind AS baseline_kind, DATE '2025-07-17' AS fitted_until,
                       90 AS holdout_days, 75 AS fitted_customers, 0 AS customers, false AS converged, false AS shown,
                       'On the day before the last 90 days: The likelihood is <flat>.' AS reason
                FROM (SELECT unnest(['gamma_gamma', 'pareto_nbd', 'mbg_nbd']) AS model, unnest(['spend', 'purchases', 'purchases']) AS target,
                             unnest(['own_mean', 'same_as_last_period', 'same_as_last_period']) AS kind)""");
        // Training 10 is the last one, though as text it comes before 9; the classifier it chose is shown.
        execute("""
                INSERT INTO gold.model_quality BY NAME
                SELECT DATE '2025-10-15' AS as_of_date, model, version, 'churn' AS target, 'same_as_last_period' AS baseline_kind,
                       DATE '2025-07-17' AS fitted_until, 90 AS holdout_days, 160 AS fitted_customers, 70 AS customers, 25 AS customers_who_came,
                       0.8 - n / 20 AS auc, 0.15 + n / 100 AS brier, 0.6 AS baseline_auc, 0.2 AS baseline_brier, true AS converged,
                       true AS better_than_baseline, version = '10' AND n = 1 AS shown
                FROM (SELECT unnest(['logistic_regression', 'gradient_boosted_trees', 'bg_nbd']) AS model, unnest([1, 2, 3]) AS n),
                     (SELECT unnest(['9', '10']) AS version)""");
        execute("""
                INSERT INTO gold.model_holdout BY NAME
                SELECT as_of_date, model, version, grouping, n AS group_number, 40 AS customers, (11 - n) / 11 AS predicted,
                       (10 - n) / 10 + CAST(version = '9' AS INTEGER) / 100 AS actual
                FROM gold.model_quality,
                     (SELECT unnest(['decile', 'probability_decile']) AS grouping),
                     (SELECT range AS n FROM range(1, 11))
                WHERE reason IS NULL AND (target = 'purchases' OR grouping = 'probability_decile')""");
        // Every cohort with a complete month, for the twelve months after its last one.
        execute("""
                INSERT INTO gold.cohort_projection BY NAME
                SELECT cohort_month, segment, months + n AS months_since, CAST(cohort_month + to_months(CAST(months + n AS INTEGER)) AS DATE) AS month, customers,
                       0.25 - n / 100 AS projected_retention, customers * (0.25 - n / 100) AS projected_active
                FROM (SELECT cohort_month, segment, max(customers) AS customers, max(months_since) AS months FROM gold.cohort WHERE is_complete GROUP BY ALL),
                     (SELECT CAST(range AS INTEGER) AS n FROM range(1, 13))""");
    }
}
