package dangol.jobs.independent;

import dangol.ModelPolicy;
import dangol.Tables;
import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Computes tables a second time, with SQL in DuckDB that was written from the contracts alone
 * ({@code independent/<layer>/<table>.sql}), and compares all columns of all rows with what a run made,
 * but for {@link FittedFigures}.
 *
 * <p>The SQL reads silver from the lake. Where a contract builds on another gold table, the SQL reads that table as the
 * SQL computed it, never as the run did; so a wrong mart cannot vouch for the marts behind it.
 */
public final class IndependentComputation implements AutoCloseable {
    /** The daily facts that the engine derives; every gold table is compared besides. */
    private static final List<TableId> DAILY_FACTS =
            List.of(TableId.silver("purchase_day"), TableId.silver("interaction_day"));

    /**
     * What came of one table.
     *
     * @param rows rows of the table as the run made it
     * @param differences sentences; empty when both computations agree
     */
    public record Comparison(TableId table, long rows, List<String> differences) {}

    private final Connection connection;

    /** Compares every table of the company's last release, which is as of the day. */
    public static List<Comparison> compare(Company company, LocalDate asOf) throws SQLException {
        try (IndependentComputation independent = of(TestRuns.spark(), Path.of(company.home()), company, asOf)) {
            return independent.compare();
        }
    }

    /** What differs, a sentence a line; empty when both computations agree. */
    public static String differences(List<Comparison> comparisons) {
        return comparisons.stream()
                .flatMap(c -> c.differences().stream().map(d -> c.table() + ": " + d))
                .collect(Collectors.joining("\n"));
    }

    /**
     * @param home folder of a lake whose last release is as of the day
     */
    private static IndependentComputation of(SparkSession spark, Path home, Company company, LocalDate asOf) {
        return new IndependentComputation(home, company, asOf, table -> active(spark, home, table));
    }

    /**
     * @param files the files of a silver table that hold its rows now; none for a table that the company does not fill
     */
    IndependentComputation(Path home, Company company, LocalDate asOf, Function<TableId, List<Path>> files) {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            execute("ATTACH " + quoted(home.resolve(company.name() + ".duckdb").toString())
                    + " AS released (READ_ONLY)");
            String released = text("SELECT as_of FROM released.meta.release");
            if (!released.equals(asOf.toString())) {
                throw new IllegalArgumentException("The release is as of " + released + ", not " + asOf + ".");
            }
            execute("CREATE SCHEMA silver");
            execute("CREATE SCHEMA gold");
            execute("CREATE SCHEMA computed");
            execute("CREATE TABLE params AS SELECT DATE " + quoted(asOf.toString()) + " AS as_of, "
                    + company.silentDays() + "::INT AS silent_days, " + company.ownIntervals()
                    + "::DOUBLE AS own_intervals, " + company.minPurchaseDays() + "::INT AS min_purchase_days");
            execute("CREATE TABLE models AS " + models(company.models()));
            execute("CREATE TABLE horizons AS SELECT unnest(" + company.intentionHorizonsDays()
                    + ")::INT AS horizon_days");
            for (TableId table : FittedFigures.TABLES) {
                execute("CREATE VIEW " + table + " AS FROM released." + table);
            }
            for (TableId table : Tables.graph().order()) {
                if (table.layer() == Layer.SILVER) {
                    view(Contracts.of(table), files.apply(table));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the SQL of models reads, one row. */
    public static String models(ModelPolicy models) {
        return "SELECT " + models.horizonDays() + "::INT AS horizon_days, " + models.marginPercent()
                + "::DOUBLE AS margin_percent, " + models.discountPercentPerMonth()
                + "::DOUBLE AS discount_percent_per_month";
    }

    private static List<Path> active(SparkSession spark, Path home, TableId table) {
        Path folder = home.resolve(table.layer().lower()).resolve(table.name());
        if (!Files.isDirectory(folder.resolve("_delta_log"))) {
            return List.of();
        }
        Dataset<Row> rows = spark.read().format("delta").load(folder.toString());
        boolean marked = !DeltaLog.forTable(spark, folder.toString())
                .update(false, Option.empty(), Option.empty())
                .allFiles()
                .filter("deletionVector IS NOT NULL")
                .isEmpty();
        if (marked) {
            // DuckDB would see the rows that are gone, too.
            Path copy = home.resolveSibling("independent").resolve(table.name());
            rows.write().mode("overwrite").parquet(copy.toString());
            rows = spark.read().parquet(copy.toString());
        }
        return Arrays.stream(rows.inputFiles())
                .map(file -> Path.of(URI.create(file)))
                .toList();
    }

    private void view(TableContract contract, List<Path> files) throws SQLException {
        // A company's lake has no table for an entity that it does not fill; the SQL then sees no rows.
        String rows = files.isEmpty()
                ? "SELECT "
                        + contract.columns().stream()
                                .map(c -> "NULL::" + type(c.type()) + " AS " + c.name())
                                .collect(Collectors.joining(", "))
                        + " WHERE false"
                : "SELECT " + String.join(", ", contract.columnNames()) + " FROM read_parquet(["
                        + files.stream().map(f -> quoted(f.toString())).collect(Collectors.joining(", ")) + "])";
        execute("CREATE VIEW " + contract.id() + " AS " + rows);
    }

    /** Compares the daily facts and every gold table, each after the tables it is made of. */
    List<Comparison> compare() {
        List<Comparison> comparisons = new ArrayList<>();
        for (TableId table : Tables.graph().order()) {
            boolean fitted = FittedFigures.TABLES.contains(table);
            if (table.layer() == Layer.GOLD && !fitted || DAILY_FACTS.contains(table)) {
                comparisons.add(compare(Contracts.of(table)));
            }
        }
        return comparisons;
    }

    private Comparison compare(TableContract contract) {
        TableId id = contract.id();
        boolean gold = id.layer() == Layer.GOLD;
        String made = gold ? "released.gold." + id.name() : id.toString();
        String computed = gold ? "gold." + id.name() : "computed." + id.name();
        try {
            execute("CREATE TABLE " + computed + " AS (\n" + sql(id) + "\n)");
            List<String> differences = columns(contract, computed);
            if (differences.isEmpty()) {
                differences.addAll(repeatedKeys(contract, computed, "the independent computation"));
                differences.addAll(repeatedKeys(contract, made, "the run"));
                differences.addAll(
                        new TableComparison(connection, "the independent computation").rows(contract, computed, made));
            }
            return new Comparison(id, Long.parseLong(text("SELECT count(*) FROM " + made)), differences);
        } catch (SQLException e) {
            throw new IllegalStateException("independent/" + path(id) + ": " + e.getMessage(), e);
        }
    }

    private static String sql(TableId id) {
        try (InputStream in = IndependentComputation.class.getResourceAsStream("/independent/" + path(id))) {
            if (in == null) {
                throw new IllegalStateException(id + " has no independent computation: write src/test/resources/"
                        + "independent/" + path(id) + " from its contract alone.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(TableId id) {
        return id.layer().lower() + "/" + id.name() + ".sql";
    }

    private List<String> columns(TableContract contract, String computed) throws SQLException {
        Map<String, String> expected = new LinkedHashMap<>();
        for (Column column : contract.columns()) {
            expected.put(column.name(), type(column.type()));
        }
        Map<String, String> found = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("DESCRIBE " + computed)) {
            while (result.next()) {
                found.put(result.getString("column_name"), result.getString("column_type"));
            }
        }
        FittedFigures.of(contract).forEach(column -> {
            expected.remove(column);
            found.remove(column);
        });
        return new ArrayList<>(
                expected.equals(found)
                        ? List.of()
                        : List.of("the columns differ: the contract has " + expected + ", the independent computation "
                                + found));
    }

    private List<String> repeatedKeys(TableContract contract, String table, String whose) throws SQLException {
        String key = String.join(", ", contract.primaryKey());
        String repeated = text("SELECT count(*) FROM (SELECT " + key + " FROM " + table + " GROUP BY " + key
                + " HAVING count(*) > 1)");
        return repeated.equals("0")
                ? List.of()
                : List.of("the primary key (" + key + ") is not unique in the rows of " + whose + ": " + repeated
                        + " values repeat");
    }

    private static String type(DataType type) {
        if (type instanceof ArrayType array) {
            return type(array.elementType()) + "[]";
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .map(f -> f.name() + " " + type(f.dataType()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
        return switch (type.sql()) {
            case "STRING" -> "VARCHAR";
            case "INT" -> "INTEGER";
            case "TIMESTAMP" -> "TIMESTAMP WITH TIME ZONE";
            default -> type.sql();
        };
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
