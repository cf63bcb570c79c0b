package dangol.jobs.run;

import dangol.AsOf;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.quality.CheckResult;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Leaves a record of every run: ops.run, ops.table_run, ops.check_result. */
final class RunRecords {
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Workplace place;
    private final List<Row> tables = new ArrayList<>();
    private Instant started = Instant.EPOCH;
    private String run = "";
    private AsOf asOf;

    RunRecords(Workplace place) {
        this.place = place;
    }

    void start(AsOf day) {
        started = Instant.now();
        run = ID.format(started);
        asOf = day;
        tables.clear();
    }

    void add(List<TableRun> runs) {
        for (TableRun r : runs) {
            tables.add(RowFactory.create(
                    run,
                    Date.valueOf(asOf.day()),
                    r.table().toString(),
                    r.rowsIn(),
                    r.rowsOut(),
                    r.quarantined(),
                    r.duplicates(),
                    r.seconds(),
                    r.version()));
        }
    }

    void checks(List<CheckResult> results) {
        List<Row> rows = new ArrayList<>();
        for (CheckResult r : results) {
            rows.add(RowFactory.create(
                    run,
                    Date.valueOf(asOf.day()),
                    r.table().toString(),
                    r.rule(),
                    r.description(),
                    r.severity().name().toLowerCase(Locale.ROOT),
                    r.rows(),
                    r.failures(),
                    r.found()));
        }
        append(TableId.ops("check_result"), rows);
    }

    void end(String outcome, String message) {
        append(TableId.ops("table_run"), tables);
        append(
                TableId.ops("run"),
                List.of(RowFactory.create(
                        run,
                        Date.valueOf(asOf.day()),
                        Timestamp.from(started),
                        Timestamp.from(Instant.now()),
                        outcome,
                        message)));
    }

    private void append(TableId id, List<Row> rows) {
        if (!rows.isEmpty()) {
            place.lake()
                    .append(
                            id,
                            place.spark().createDataFrame(rows, Contracts.of(id).schema()));
        }
    }
}
