package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;

import dangol.AsOf;
import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.quality.Volumes;
import dangol.jobs.simulate.Simulation;
import dangol.jobs.simulate.SimulationOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the batches, their order and their repeats: what runs build bit by bit is what one full run builds from the same
 * landed rows, row for row. {@code -Ddangol.whole-company=true} takes all feeds of the demo company, {@code -Ddangol.trials=N} tries N random splits,
 * {@code -Ddangol.seed=S} begins with the S-th, {@code -Ddangol.days=…,…} runs other days before the last one, also backwards.
 */
@Tag("slow")
class IncrementalTest {
    private static final int TRIALS = Integer.getInteger("dangol.trials", 1);
    private static final int FIRST_SEED = Integer.getInteger("dangol.seed", 1);
    private static final Path COMPANY = Path.of(
            Boolean.getBoolean("dangol.whole-company") ? "../conf/demo.yaml" : "src/test/resources/purchases.yaml");
    private static final boolean EVERY_STEP = Boolean.getBoolean("dangol.every-step");
    private static final List<String> DAYS =
            List.of(System.getProperty("dangol.days", "2025-09-30,2025-10-02,2025-12-30")
                    .split(","));

    /** A month, a quarter and a year end before it, for customers of whom nothing came as well. */
    private static final String LAST_DAY = "2026-01-01";

    @TempDir
    Path folder;

    @Test
    void anySplitOfTheInputGivesTheGoldOfAFullRun() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            trial(seed);
        }
    }

    private void trial(int seed) {
        Path all = folder.resolve("all-" + seed);
        new Simulation(new SimulationOptions(60, LocalDate.parse("2025-12-31"), 3, seed, all)).run(done -> {});
        Path demo = folder.resolve("demo-" + seed);
        System.setProperty("DANGOL_DEMO", demo.toString());
        Company company = CompanyReader.read(COMPANY);
        SplitFiles split = new SplitFiles(all, demo.resolve("data"), DAYS.size(), new Random(seed));
        for (int batch = 0; batch < DAYS.size(); batch++) {
            split.deliver(batch);
            run(company, DAYS.get(batch), false);
            if (EVERY_STEP && batch > 0 && batch < DAYS.size() - 1) {
                Map<TableId, List<String>> bitByBit = tables(company);
                run(company, DAYS.get(batch), true);
                assertSame("seed " + seed + ", batch " + batch, bitByBit, tables(company));
            }
        }
        // Of so few customers that nothing is made whole because of them.
        split.deliver(DAYS.size());
        run(company, LAST_DAY, false);
        Map<TableId, List<String>> bitByBit = tables(company);
        List<String> checksOfNewRows = checks(company);
        assertFileIsAsIfLoadedAnew(company);
        run(company, LAST_DAY, true);
        assertSame("seed " + seed, bitByBit, tables(company));
        assertThat(checksOfNewRows).as("checks of seed " + seed).isEqualTo(checks(company));
    }

    private static void assertSame(
            String what, Map<TableId, List<String>> bitByBit, Map<TableId, List<String>> atOnce) {
        List<String> differences = new ArrayList<>();
        // In build order, so that the first difference is the cause of those after it.
        for (TableId id : Tables.graph().order()) {
            List<String> full = atOnce.getOrDefault(id, List.of());
            List<String> built = bitByBit.getOrDefault(id, List.of());
            if (!full.equals(built)) {
                List<String> lost = new ArrayList<>(full);
                built.forEach(lost::remove);
                List<String> extra = new ArrayList<>(built);
                full.forEach(extra::remove);
                differences.add(
                        id + ": " + extra.size() + " rows only bit by bit, " + lost.size() + " only in full\n    + "
                                + extra.stream().limit(3).collect(Collectors.joining("\n    + ")) + "\n    - "
                                + lost.stream().limit(3).collect(Collectors.joining("\n    - ")));
            }
        }
        assertThat(differences).as(what).isEmpty();
        assertThat(atOnce.values()).anySatisfy(rows -> assertThat(rows).hasSizeGreaterThan(100));
    }

    private static void run(Company company, String day, boolean full) {
        PrintStream out = Boolean.getBoolean("dangol.progress")
                ? System.err
                : new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        new Run(TestRuns.spark(), company, new Progress(out)).work(new AsOf(LocalDate.parse(day)), Duration.ZERO, full);
    }

    /** What the last run found of the contracts' rules, as text in order; how many rows are usual is no rule of a contract. */
    private static List<String> checks(Company company) {
        Dataset<Row> all = new Lake(TestRuns.spark(), Folder.of(company.home(), new Configuration(false)))
                .read(TableId.ops("check_result"))
                .filter(col("rule").notEqual(Volumes.RULE));
        return all
                .filter(col("run_id").equalTo(all.agg(max("run_id")).first().getString(0)))
                .drop("run_id")
                .collectAsList()
                .stream()
                .map(Row::json)
                .sorted()
                .toList();
    }

    /** The file that readers ask is mended from release to release; it must hold what a new one would. */
    private static void assertFileIsAsIfLoadedAnew(Company company) {
        Folder home = Folder.of(company.home(), new Configuration(false));
        Release release = new ReleaseStore(home).current().orElseThrow();
        DuckDbFile file = new DuckDbFile(new Lake(TestRuns.spark(), home), home, company);
        try (DuckDbFile.Draft anew = file.build(release, Map.of())) {
            for (String table : release.tables().keySet()) {
                String sql =
                        "SELECT count(*)::VARCHAR || ' ' || coalesce(md5(string_agg(t::VARCHAR, '' ORDER BY t::VARCHAR)), '') FROM "
                                + table + " t";
                assertThat(TestRuns.ask(company, sql)).as(table).containsExactly((String)
                        anew.first(sql).get(0));
            }
        }
    }

    /** The rows of every table of the release, as text in order. */
    private static Map<TableId, List<String>> tables(Company company) {
        Folder home = Folder.of(company.home(), new Configuration(false));
        Release release = new ReleaseStore(home).current().orElseThrow();
        Lake lake = new Lake(TestRuns.spark(), home);
        Map<TableId, List<String>> tables = new TreeMap<>();
        release.versions().forEach((name, version) -> {
            TableId id = TableId.parse(name);
            if (id.layer() != Layer.OPS) {
                tables.put(
                        id,
                        lake
                                .read(id, version)
                                .selectExpr(Contracts.of(id).columnNames().toArray(String[]::new))
                                .collectAsList()
                                .stream()
                                .map(Row::json)
                                .sorted()
                                .toList());
            }
        });
        assertThat(TestRuns.ask(company, "SELECT sum(row_count) FROM meta.tables")
                        .get(0))
                .isEqualTo(String.valueOf(release.tables().values().stream()
                        .mapToLong(Release.Released::rows)
                        .sum()));
        return tables;
    }
}
