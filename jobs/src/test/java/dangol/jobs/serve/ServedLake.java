package dangol.jobs.serve;

import dangol.AsOf;
import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** A lake of a few tables in the shape of their contracts, released without a run: what a server reads of a lake. */
final class ServedLake {
    private static final TableId CHURN = TableId.gold("churn");
    private static final TableId RATE = TableId.gold("churn_rate");
    private static final TableId TRANSACTION = TableId.parse("silver.transaction");
    private static final String YAML = """
            company: corner_shop
            time_zone: UTC
            currency: EUR
            sources: files
            home: HOME
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    private final Path home;
    private final Path yaml;
    private final Lake lake;
    private final ReleaseStore releases;

    ServedLake(Path folder) throws IOException {
        this.home = folder.resolve("lake");
        this.yaml = Files.writeString(folder.resolve("shop.yaml"), YAML.replace("HOME", home.toString()));
        Folder root = Folder.of(home.toString(), TestRuns.spark().sparkContext().hadoopConfiguration());
        this.lake = new Lake(TestRuns.spark(), root);
        this.releases = new ReleaseStore(root);
    }

    String yaml() {
        return yaml.toString();
    }

    Path home() {
        return home;
    }

    /** Somebody's purchases, which no client may see. */
    void writeSilver() {
        lake.replace(TRANSACTION, rows(TRANSACTION, LocalDate.EPOCH, 3));
    }

    /** Releases tables in which so many customers have spent 1.00 each. */
    void release(String day, int customers) {
        LocalDate asOf = LocalDate.parse(day);
        Map<String, Release.Released> tables = new TreeMap<>();
        tables.put(
                CHURN.toString(),
                released(
                        CHURN,
                        lake.replaceDay(CHURN, rows(CHURN, asOf, customers), new AsOf(asOf))
                                .version(),
                        customers));
        tables.put(
                RATE.toString(),
                released(RATE, lake.replace(RATE, rows(RATE, asOf, customers)).version(), customers));
        Release release = new Release(releases.next(), "corner_shop", asOf, Instant.EPOCH, "none", 1, Map.of(), tables);
        releases.add(release);
        releases.show(release);
    }

    private static Release.Released released(TableId id, long version, long rows) {
        return new Release.Released(version, rows, Contracts.of(id).version());
    }

    private static Dataset<Row> rows(TableId id, LocalDate day, int count) {
        TableContract contract = Contracts.of(id);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> values = new ArrayList<>();
            for (Column column : contract.columns()) {
                values.add(value(column, day, i));
            }
            rows.add(RowFactory.create(values.toArray()));
        }
        return TestRuns.spark().createDataFrame(rows, contract.schema());
    }

    private static Object value(Column column, LocalDate day, int row) {
        DataType type = column.type();
        if (type instanceof DecimalType) {
            return BigDecimal.ONE;
        }
        if (!column.required()) {
            return null;
        }
        if (type.equals(DataTypes.DateType)) {
            return Date.valueOf(day);
        }
        if (type.equals(DataTypes.TimestampType)) {
            return Timestamp.from(Instant.EPOCH);
        }
        if (type.equals(DataTypes.BooleanType)) {
            return true;
        }
        if (type.equals(DataTypes.DoubleType)) {
            return 1.0;
        }
        if (type.equals(DataTypes.LongType)) {
            return 1L;
        }
        if (type instanceof ArrayType) {
            return List.of();
        }
        return type.equals(DataTypes.StringType) ? "c" + row : (Object) 1;
    }
}
