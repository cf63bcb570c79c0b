package dangol;

import dangol.contract.TableGraph;
import dangol.contract.TableId;
import dangol.gold.Churn;
import dangol.gold.ChurnRate;
import dangol.gold.Cohort;
import dangol.gold.RfmSummary;
import dangol.silver.PurchaseDay;
import java.util.List;
import java.util.stream.Collectors;

/** The explicit list of all tables. A new table is one line here, its contract, its class and its cases. */
public final class Tables {
    private static final List<Table> ALL =
            List.of(new PurchaseDay(), new Churn(), new ChurnRate(), new Cohort(), new RfmSummary());

    private Tables() {}

    public static List<Table> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException when no such table is listed */
    public static Table of(TableId id) {
        return ALL.stream()
                .filter(t -> t.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No table " + id + " is listed in Tables."));
    }

    public static TableGraph graph() {
        return new TableGraph(ALL.stream().collect(Collectors.toMap(Table::id, Table::inputs)));
    }
}
