package dangol.jobs.bench;

import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.independent.FittedFigures;
import dangol.jobs.independent.IndependentComputation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** The analyst's way to the same tables: one script of SQL in DuckDB, from the raw files to Parquet, in a JVM of its own. */
public final class Analyst {
    /** As memory limit: what DuckDB takes by itself, four fifths of the machine's. */
    static final String UNLIMITED = "none";

    private static final String SECTION = "-- section: ";
    private static final List<String> DAILY_FACTS = List.of("purchase_day", "interaction_day");

    private Analyst() {}

    /** Arguments: script, memory limit, folder to spill to. */
    public static void main(String[] arguments) throws IOException, SQLException {
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement()) {
            duckdb.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
            if (!arguments[1].equals(UNLIMITED)) {
                duckdb.execute("SET memory_limit = '" + arguments[1] + "'");
            }
            duckdb.execute("SET temp_directory = '" + arguments[2] + "'");
            duckdb.execute("SET preserve_insertion_order = false");
            duckdb.execute("SET TimeZone = 'UTC'");
            for (String section : Files.readString(Path.of(arguments[0])).split(SECTION)) {
                String name = section.lines().findFirst().orElse("").strip();
                try {
                    duckdb.execute(section.substring(section.indexOf('\n') + 1));
                } catch (SQLException e) {
                    throw new IllegalStateException("Section '" + name + "': " + e.getMessage(), e);
                }
                System.out.printf(Locale.ROOT, "%-36s %7.2f s%n", name, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /**
     * Puts the script together: the reading of raw files from bench/analyst.sql, and the tables from the SQL that was written
     * from the contracts. The parameters of fitted models come from the release, which is as of the same day.
     */
    static String script(Path reading, Path data, Path release, Path out, String asOf) throws IOException {
        Company company = CompanyReader.read(Path.of("conf", "demo.yaml"));
        StringBuilder script = new StringBuilder();
        script.append("parameters\nCREATE SCHEMA silver; CREATE SCHEMA gold;\nCREATE TABLE params AS SELECT DATE '")
                .append(asOf)
                .append("' AS as_of, ")
                .append(company.silentDays() + "::INT AS silent_days, " + company.ownIntervals()
                        + "::DOUBLE AS own_intervals, " + company.minPurchaseDays() + "::INT AS min_purchase_days;\n")
                .append("CREATE TABLE models AS " + IndependentComputation.models(company.models()) + ";\n")
                .append("CREATE TABLE horizons AS SELECT unnest(" + company.intentionHorizonsDays()
                        + ")::INT AS horizon_days;\n");
        script.append("ATTACH '" + release + "' AS fitted (READ_ONLY);\n");
        FittedFigures.TABLES.forEach(id -> script.append("CREATE TABLE " + id + " AS FROM fitted." + id + ";\n"));
        script.append(SECTION)
                .append("silver: entities\n")
                .append(Files.readString(reading).replace("${data}", data.toString()));
        for (String fact : DAILY_FACTS) {
            add(script, TableId.silver(fact));
        }
        for (TableId id : Tables.graph().order()) {
            if (makes(id)) {
                add(script, id);
                script.append("COPY " + id + " TO '" + out.resolve(id.name() + ".parquet") + "' (FORMAT parquet);\n");
            }
        }
        return script.toString();
    }

    /** True for the tables that the script makes: all of gold but the fitted ones. */
    static boolean makes(TableId id) {
        return id.layer() == Layer.GOLD && !FittedFigures.TABLES.contains(id);
    }

    private static void add(StringBuilder script, TableId id) {
        script.append(SECTION).append(id.layer().lower() + ": " + id.name() + "\n");
        script.append("CREATE TABLE " + id + " AS (\n" + sql(id) + "\n);\n");
    }

    private static String sql(TableId id) {
        String resource = "/independent/" + id.layer().lower() + "/" + id.name() + ".sql";
        try (InputStream in = Analyst.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
