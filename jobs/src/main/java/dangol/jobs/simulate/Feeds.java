package dangol.jobs.simulate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/** All files of the company, open side by side. Their number depends on the years, never on the customers. */
final class Feeds implements Closeable {

    private final OutputFolder folder;
    private final Horizon horizon;
    private final Tally tally;
    private final DuckDb stage;
    private final DuckDb database;
    private final TextFeed social;
    private final List<Closeable> open = new ArrayList<>();

    final CustomerExport customers;
    final CrmTables crmTables;
    final Sales sales;
    final Surveys surveys;
    final Marketing marketing;
    final Panel panel;
    final Truth truth;

    Feeds(OutputFolder folder, Horizon horizon, Tally tally) throws IOException {
        this.folder = folder;
        this.horizon = horizon;
        this.tally = tally;
        IntFunction<String> quarter = horizon::quarterName;
        IntFunction<String> month = horizon::monthName;
        int quarters = horizon.quarters();
        int resent = Math.min(2, quarters - 1);
        stage = keep(new DuckDb(folder.part(".stage").resolve("stage.duckdb")));
        stage.table(Sales.RECEIPTS, Sales.RECEIPT_COLUMNS);
        stage.table(Panel.TABLE, Panel.COLUMNS);
        database = keep(new DuckDb(folder.part("crm").resolve("crm.duckdb")));
        crmTables = new CrmTables(horizon, database, tally);
        customers = new CustomerExport(
                horizon,
                text("crm customers", "crm", "customers-", quarter, ".csv", quarters, CustomerExport.HEADER, resent),
                single("crm cards", "crm", "cards.csv", CustomerExport.CARD_HEADER),
                single("crm handles", "crm", "handles.csv", CustomerExport.HANDLE_HEADER),
                tally);
        int months = horizon.months();
        int resentMonth = Math.min(7, months - 1);
        sales = new Sales(
                horizon,
                text("shop", "shop", "transactions-", month, ".jsonl", months, null, resentMonth),
                stage,
                tally);
        surveys = new Surveys(
                horizon,
                text("surveys", "surveys", "survey-", quarter, ".csv", quarters, Surveys.HEADER, resent),
                tally);
        social = text("social", "social", "posts-", quarter, ".jsonl", quarters, null, resent);
        marketing = new Marketing(
                horizon,
                text("touches", "marketing", "touches-", quarter, ".csv", quarters, Marketing.TOUCH_HEADER, resent),
                single("leads", "marketing", "leads.csv", Marketing.LEAD_HEADER),
                single("referrals", "marketing", "referrals.csv", Marketing.REFERRAL_HEADER));
        panel = new Panel(horizon, stage, tally);
        truth = keep(new Truth(folder.part("truth"), tally));
    }

    private <T extends Closeable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private TextFeed text(
            String name,
            String part,
            String stem,
            IntFunction<String> period,
            String suffix,
            int periods,
            String header,
            int resent)
            throws IOException {
        PeriodFiles files = new PeriodFiles(folder.part(part), i -> stem + period.apply(i) + suffix, periods, header);
        return keep(new TextFeed(name, files, resent, tally));
    }

    private TextFeed single(String name, String part, String file, String header) throws IOException {
        return keep(new TextFeed(name, new PeriodFiles(folder.part(part), i -> file, 1, header), -1, tally));
    }

    void post(Post post, Chance dirt) {
        String row = Posts.json(post, dirt);
        social.write(dirt, horizon.quarter(post.at()), row, () -> Json.broken(dirt, row));
        truth.post(post);
    }

    /** Writes what can only be written at the end: the Parquet files and the totals. */
    void finish() throws IOException {
        stage.seal();
        Path pos = folder.part("pos");
        for (int month = 0; month < horizon.months(); month++) {
            stage.copy(
                    "SELECT * EXCLUDE file_month FROM receipts WHERE file_month = " + month,
                    pos.resolve("receipts-" + horizon.monthName(month) + ".parquet"));
        }
        Path sent = pos.resolve("receipts-" + horizon.monthName(Math.min(9, horizon.months() - 1)) + ".parquet");
        Files.copy(sent, TextFeed.resent(sent));
        Path panelFolder = folder.part("panel");
        for (int quarter = 0; quarter < horizon.quarters(); quarter++) {
            if (!horizon.quarterStart(quarter + 1).isAfter(horizon.until().plusDays(1))) {
                stage.copy(
                        "SELECT * EXCLUDE file_quarter FROM panel WHERE file_quarter = " + quarter,
                        panelFolder.resolve("wallet-" + horizon.quarterName(quarter) + ".parquet"));
            }
        }
        truth.finish();
    }

    @Override
    public void close() throws IOException {
        Collections.reverse(open);
        IOException failure = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
