package dangol.jobs.publish;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;

/** A release with two segments of three customers, small enough to compute its figures by hand. */
public final class StarSample {
    private StarSample() {}

    /** Writes the release's file. */
    public static void write(Path file, long number) throws SQLException, IOException {
        try (SampleRelease sample = SampleRelease.begin(file, number)) {
            customers(sample);
            series(sample);
            sample.finish();
        }
    }

    private static void customers(SampleRelease sample) throws SQLException {
        Object[][] people = {
            // key, segment, repeat days, latest score, contacts to, from, between, days known
            {"a", "gold", 4, 9.0, 3, 1, 0, 365},
            {"b", "gold", 0, 7.0, 2, 0, 0, 73},
            {"c", "basic", 1, 6.0, 1, 0, 2, 365},
            {"d", "basic", null, null, 0, 0, 0, 365},
            {"e", "basic", 0, 0.0, 0, 0, 0, 365},
            {"f", "basic", 2, 10.0, 0, 5, 0, 365},
        };
        for (Object[] p : people) {
            sample.row(
                    "gold.churn",
                    "customer_key",
                    p[0],
                    "segment",
                    p[1],
                    "known_since",
                    LocalDate.parse(p[0].equals("f") ? "1900-01-01" : "2023-05-02"));
            sample.row("gold.customer_360", "customer_key", p[0], "segment", p[1], "state", "active", "last_nps", p[3]);
            sample.row(
                    "gold.customer_activity",
                    "customer_key",
                    p[0],
                    "f2c_365d",
                    p[4],
                    "c2f_365d",
                    p[5],
                    "c2c_365d",
                    p[6],
                    "exposure_days_365",
                    p[7]);
            if (p[2] != null) {
                sample.row("gold.rfm_summary", "customer_key", p[0], "frequency", p[2]);
            }
        }
    }

    private static void series(SampleRelease sample) throws SQLException {
        for (String quarter : new String[] {"2025-07-01", "2025-10-01", "2026-01-01"}) {
            sample.row(
                    "gold.wallet_share_summary",
                    "segment",
                    "all",
                    "category",
                    "tea",
                    "quarter",
                    LocalDate.parse(quarter),
                    "brand",
                    "own",
                    "spend",
                    new BigDecimal("30.00"),
                    "wallet",
                    new BigDecimal("120.00"),
                    "share_of_sums",
                    0.25,
                    "mean_of_shares",
                    0.3,
                    "customers",
                    4);
        }
        sample.row("gold.wallet_share", "customer_key", "a", "category", "tea", "own_spend", new BigDecimal("12.50"));
        sample.row("gold.wallet_share", "customer_key", "b", "category", "tea", "own_spend", new BigDecimal("17.50"));
        sample.row(
                "gold.churn_rate",
                "month",
                LocalDate.parse("2025-11-01"),
                "segment",
                "all",
                "definition",
                "silent_days",
                "at_start",
                8,
                "churned",
                2,
                "churn_rate",
                0.25);
        sample.row(
                "gold.churn_rate",
                "month",
                LocalDate.parse("2025-12-01"),
                "segment",
                "all",
                "definition",
                "silent_days",
                "at_start",
                8,
                "is_complete",
                false);
        sample.row(
                "gold.cohort",
                "cohort_month",
                LocalDate.parse("2024-11-01"),
                "segment",
                "all",
                "months_since",
                3,
                "customers",
                5,
                "active",
                2,
                "retention",
                0.4);
        for (String touchpoint : new String[] {"store", "web"}) {
            sample.row(
                    "gold.intent_gap",
                    "month",
                    LocalDate.parse("2025-03-01"),
                    "segment",
                    "all",
                    "touchpoint",
                    touchpoint,
                    "horizon_days",
                    90,
                    "answers",
                    10,
                    "intended",
                    8,
                    "intended_came",
                    3,
                    "intended_not",
                    5,
                    "not_intended_came",
                    1,
                    "not_intended_not",
                    1);
        }
        sample.row("gold.interaction_frequency", "customer_key", "a", "month", LocalDate.parse("2022-12-01"));
    }
}
