package dangol.state;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Policy;
import dangol.Scope;
import dangol.Table;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One row for each quarter, category, segment and share in hundredths: how many measured wallets of buyers have that share. */
public final class MeasuredShare implements Table {
    private static final TableId WALLET = TableId.state("wallet");
    /** Shares are counted in hundredths, which is what a measurement is taken to be good for. */
    static final int CHOICES = 100;

    @Override
    public TableId id() {
        return TableId.state("measured_share");
    }

    @Override
    public List<TableId> inputs() {
        return List.of(WALLET);
    }

    @Override
    public Scope scope(Policy policy) {
        return Scope.sumsOfRows("wallets");
    }

    @Override
    public Dataset<Row> rows(Inputs inputs, AsOf asOf) {
        return inputs.table(WALLET)
                .filter(col("own_spend").gt(0).and(col("measured_share").isNotNull()))
                .withColumn(
                        "hundredths",
                        floor(col("measured_share").multiply(CHOICES).plus(.5)).cast("int"))
                .groupBy("quarter", "category", "segment", "hundredths")
                .agg(count(lit(1)).as("wallets"));
    }
}
