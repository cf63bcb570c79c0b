package dangol.jobs.publish;

import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;

/** Asks the lake with Spark: gold as released, bronze, silver and ops as they are. */
public final class LakeQuery {
    private final SparkSession spark;

    public LakeQuery(SparkSession spark, Company company) {
        this.spark = spark;
        Folder home = Folder.of(company.home(), spark.sparkContext().hadoopConfiguration());
        Lake lake = new Lake(spark, home);
        Optional<Release> release = new ReleaseStore(home).current();
        release.ifPresent(r -> r.tables().forEach((name, table) -> {
            Dataset<Row> rows = lake.read(TableId.parse(name), table.version());
            boolean copies = Arrays.asList(rows.columns()).contains("as_of_date");
            view(
                    "gold",
                    name.replace("gold.", ""),
                    copies ? rows.filter(functions.col("as_of_date").equalTo(functions.lit(r.asOf()))) : rows);
            if (copies) {
                view("history", name.replace("gold.", ""), rows);
            }
        }));
        for (Layer layer : List.of(Layer.BRONZE, Layer.SILVER, Layer.OPS)) {
            for (String table : home.child(layer.lower()).folders()) {
                view(layer.lower(), table, lake.read(new TableId(layer, table)));
            }
        }
    }

    /** Session views have no schema of their own, so a statement's {@code layer.table} becomes the view's name. */
    private void view(String layer, String table, Dataset<Row> rows) {
        rows.createOrReplaceTempView(layer + "__" + table);
    }

    /** @throws ConfigurationException when Spark does not understand the statement */
    public void run(String sql, Rendering rendering, PrintStream out) {
        Dataset<Row> answer;
        try {
            answer = spark.sql(sql.replaceAll("\\b(bronze|silver|gold|history|ops)\\.([a-z][a-z0-9_]*)\\b", "$1__$2"));
        } catch (Exception e) {
            if (e instanceof AnalysisException || e instanceof ParseException) {
                throw new ConfigurationException(
                        "SQL",
                        String.valueOf(e.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("")
                                .replace("__", "."),
                        "Tables are written layer.table, for example silver.transaction.");
            }
            throw e;
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : answer.collectAsList()) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                values.add(row.get(i));
            }
            rows.add(values);
        }
        rendering.write(Arrays.asList(answer.columns()), rows, out);
    }
}
