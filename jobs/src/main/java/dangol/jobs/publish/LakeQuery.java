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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Asks the lake with Spark: gold as released, bronze, silver, state and ops as they are. */
public final class LakeQuery {
    private final SparkSession spark;

    public LakeQuery(SparkSession spark, Company company) {
        this.spark = spark;
        Folder home = Folder.of(company.home(), spark.sparkContext().hadoopConfiguration());
        Lake lake = new Lake(spark, home);
        Optional<Release> release = new ReleaseStore(home).current();
        release.ifPresent(
                r -> r.tables().keySet().forEach(name -> SparkViews.addReleased(lake, r, TableId.parse(name))));
        for (Layer layer : List.of(Layer.BRONZE, Layer.SILVER, Layer.STATE, Layer.OPS)) {
            for (String table : home.child(layer.lower()).folders()) {
                TableId id = new TableId(layer, table);
                // A run that was killed may have left a folder without a table.
                if (lake.exists(id)) {
                    SparkViews.add(layer.lower(), table, lake.read(id));
                }
            }
        }
    }

    /** @throws ConfigurationException when Spark does not understand the statement */
    public void run(String sql, Rendering rendering, PrintStream out) {
        Dataset<Row> answer;
        try {
            answer = spark.sql(SparkViews.named(sql));
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
        rendering.write(Arrays.asList(answer.columns()), SparkViews.rows(answer), out);
    }
}
