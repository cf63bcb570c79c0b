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
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.jdk.javaapi.CollectionConverters;

/** Asks the lake with Spark: gold as released, bronze, silver, state and ops as they are. */
public final class LakeQuery {
    /** Statements that tell of tables and plans. */
    private static final Pattern TELLING = Pattern.compile("(Describe|Show|Explain).*");

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

    /** @throws ConfigurationException when Spark does not understand the statement, or it would change something */
    public void run(String sql, Rendering rendering, PrintStream out) {
        Dataset<Row> answer;
        try {
            String named = SparkViews.named(sql);
            refuseChanges(named);
            answer = spark.sql(named);
        } catch (ParseException e) {
            throw notUnderstood(e);
        } catch (Exception e) {
            // Scala does not declare it.
            if (e instanceof AnalysisException) {
                throw notUnderstood(e);
            }
            throw e;
        }
        rendering.write(Arrays.asList(answer.columns()), SparkViews.rows(answer), out);
    }

    private static ConfigurationException notUnderstood(Exception e) {
        return new ConfigurationException(
                "SQL",
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("__", "."),
                "Tables are written layer.table, for example silver.transaction.");
    }

    /** Spark inserts into a view of files as into a table, past Delta's log and the lock of the lake. */
    private void refuseChanges(String sql) throws ParseException {
        if (changes(((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .sqlParser()
                .parsePlan(sql))) {
            throw new ConfigurationException(
                    "SQL",
                    "this statement changes something, and 'sql' only reads.",
                    "Write one SELECT statement. Runs alone write to the lake; docs/operations.md says how to mend it and how to "
                            + "erase a person.");
        }
    }

    private static boolean changes(LogicalPlan plan) {
        boolean tells = TELLING.matcher(plan.getClass().getSimpleName()).matches();
        return (plan instanceof Command || plan instanceof ParsedStatement) && !tells
                || CollectionConverters.asJava(plan.children()).stream().anyMatch(LakeQuery::changes);
    }
}
