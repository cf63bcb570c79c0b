package dangol.jobs.run;

import dangol.AsOf;
import dangol.Inputs;
import dangol.Table;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.lake.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Builds the gold tables as of a day. */
final class Marts {
    private final Workplace place;

    Marts(Workplace place) {
        this.place = place;
    }

    static List<Table> tables() {
        return Tables.graph().order().stream()
                .filter(id -> id.layer() == Layer.GOLD)
                .map(Tables::of)
                .toList();
    }

    List<TableRun> build(AsOf asOf) {
        try (Crew crew = new Crew()) {
            tables().forEach(t -> crew.build(t.id(), t.inputs(), () -> build(t, asOf)));
            return crew.runs();
        }
    }

    private TableRun build(Table table, AsOf asOf) {
        Instant start = Instant.now();
        TableContract contract = Contracts.of(table.id());
        Map<TableId, Dataset<Row>> inputs = new HashMap<>();
        table.inputs().forEach(input -> inputs.put(input, table(place, input, asOf)));
        Dataset<Row> rows = table.rows(new Inputs(contract, place.policy(), inputs), asOf);
        WriteResult result = contract.snapshot()
                ? place.lake().replaceDay(table.id(), rows, asOf)
                : place.lake().replace(table.id(), rows);
        place.progress().done(table.id().toString(), result.rows(), Duration.between(start, Instant.now()));
        return TableRun.of(table.id(), result, start);
    }

    /** A table as other tables read it: of tables that keep copies, the as-of day's; of tables the company does not fill, no rows. */
    static Dataset<Row> table(Workplace place, TableId id, AsOf asOf) {
        if (id.layer() == Layer.SILVER && Silver.tables(place).stream().noneMatch(t -> t.id().equals(id))) {
            return place.spark().createDataFrame(List.of(), Contracts.of(id).schema());
        }
        return place.lake().read(id, asOf);
    }

    static Dataset<Row> table(Workplace place, TableId id) {
        return table(place, id, null);
    }
}
