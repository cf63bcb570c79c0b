package dangol.jobs.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A Parquet file of a table, for programs other than Spark that read it.
 *
 * @param location its URI
 * @param rows how many rows lie in it, with those that are gone
 * @param gone those rows in it that are none of the table's any more
 */
public record DataFile(String location, long rows, RowNumbers gone) {

    /** @param rows as {@link Lake} reads them; of rows that lie in no table, no files */
    public static List<DataFile> of(Dataset<Row> rows) {
        List<DataFile> files = new ArrayList<>();
        LogicalPlan plan = rows.queryExecution().analyzed();
        CollectionConverters.asJava(plan.collectLeaves()).forEach(leaf -> {
            if (leaf instanceof LogicalRelation relation
                    && relation.relation() instanceof HadoopFsRelation table
                    && table.location() instanceof TableFiles.Index index) {
                files.addAll(index.dataFiles());
            }
        });
        return files;
    }
}
