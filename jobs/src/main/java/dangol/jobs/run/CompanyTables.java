package dangol.jobs.run;

import dangol.Scope;
import dangol.StageSchema;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.TableId;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which tables a company fills, and what of them there is. */
final class CompanyTables {
    private CompanyTables() {}

    /** Tables that a company fills, in build order. */
    static List<Table> tables(Workplace place) {
        return Tables.graph().order().stream()
                .map(Tables::of)
                .filter(t -> isFilled(place, t))
                .toList();
    }

    /** A table that only reads stages of unmapped entities would be empty; readers get an empty table instead. */
    private static boolean isFilled(Workplace place, Table table) {
        List<String> staged = table.inputs().stream()
                .filter(i -> i.layer() == Layer.STAGE)
                .map(TableId::name)
                .toList();
        return staged.isEmpty()
                || table.id().name().equals("customer")
                || staged.stream().anyMatch(e -> !place.company().mappingsOf(e).isEmpty());
    }

    /** A silver table as it is now; of one that the company does not fill, no rows. */
    static Dataset<Row> silver(Workplace place, TableId id) {
        return isFilled(place, Tables.of(id)) ? place.lake().read(id) : none(place, id);
    }

    /** No rows, in a table's shape. */
    static Dataset<Row> none(Workplace place, TableId id) {
        return place.spark().createDataFrame(List.of(), StageSchema.of(id));
    }

    /** True for a table whose rows no run derives. */
    static boolean isKept(Workplace place, TableId id) {
        return Tables.of(id).scope(place.policy()) instanceof Scope.Kept;
    }

    /**
     * The few rows of such a table at hand: where there are none, the planner then leaves out all that would be asked of
     * them.
     */
    static Dataset<Row> atHand(Workplace place, TableId id) {
        Dataset<Row> rows = place.lake().read(id);
        return place.spark().createDataFrame(rows.collectAsList(), rows.schema());
    }

    /** True for a table that the company does not fill. */
    static boolean isEmpty(Workplace place, TableId id) {
        return !isFilled(place, Tables.of(id));
    }
}
