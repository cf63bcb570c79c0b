package dangol.jobs.bench;

import dangol.Tables;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.independent.TableComparison;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The benchmark: what a first build and one more day cost, beside a DuckDB script that makes the same tables. */
public final class Bench {
    /** Days in the middle of a month: no quarter's panel arrives with them. */
    private static final LocalDate DAY = LocalDate.of(2025, 11, 18);

    private static final LocalDate NEXT = DAY.plusDays(1);

    private static final int YEARS = 3;

    /** Measured: 220,000 customers over three years leave 3.0 million lines in silver.transaction. */
    private static final double LINES_A_CUSTOMER = 13.65;

    private static final Pattern LOOKING = Pattern.compile("^Looking at the sources");
    private static final Pattern NIGHT = Pattern.compile("^" + Nights.BEGIN);
    private static final Pattern BRONZE = Pattern.compile("\\] bronze\\.");
    private static final Pattern SILVER = Pattern.compile("\\] silver\\.");
    private static final String RELEASE = "lake/demo.duckdb";
    private static final Pattern GOLD = Pattern.compile("\\] gold\\.");

    private final Path root = Path.of("").toAbsolutePath();
    private final Path work;
    private final String heap =
            Optional.ofNullable(System.getenv("DANGOL_MEMORY")).orElse("4g");
    private final String duckDbMemory =
            Optional.ofNullable(System.getenv("DANGOL_BENCH_DUCKDB_MEMORY")).orElse("5500MB");

    private final boolean goesOn;

    private Bench(Path work, boolean goesOn) {
        this.work = work;
        this.goesOn = goesOn;
    }

    /** What one of our runs cost, split by the last line of each layer; no part counts twice. */
    private record Ours(double session, double bronze, double silver, double gold, double release, Measured whole) {
        static Ours of(Measured run) {
            double session = run.last(LOOKING, 0);
            double bronze = run.last(BRONZE, session);
            double silver = run.last(SILVER, bronze);
            double gold = run.last(GOLD, silver);
            return new Ours(session, bronze - session, silver - bronze, gold - silver, run.seconds() - gold, run);
        }

        double work() {
            return whole.seconds() - session;
        }
    }

    /** What the analyst's script cost. */
    private record Theirs(double silver, double gold, Measured whole) {
        static Theirs of(Measured run) {
            double silver = run.last(Pattern.compile("^silver: "), 0);
            return new Theirs(silver, run.last(Pattern.compile("^gold: "), silver) - silver, run);
        }
    }

    /** One size: the evening before and two more days, ours and theirs; theirs are null where they were not asked. */
    private record Size(
            double millions,
            long customers,
            long lines,
            Ours first,
            Ours cold,
            Ours warm,
            Theirs before,
            Theirs rebuild,
            Theirs unlimited,
            String alive) {}

    /** Arguments: the folder to work in, then sizes in millions of transaction lines, then maybe --no-history and --continue. */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        List<String> sizes = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean history = !sizes.remove("--no-history");
        Bench bench = new Bench(Path.of(arguments[0]).toAbsolutePath(), sizes.remove("--continue"));
        List<Size> measured = new ArrayList<>();
        for (String size : sizes) {
            measured.add(bench.size(Double.parseDouble(size)));
        }
        Size last = measured.get(measured.size() - 1);
        Size third = history ? bench.third(last) : null;
        bench.keep(measured, third);
    }

    private Path folder(double millions) {
        return work.resolve(String.format(Locale.ROOT, "%.1fm", millions));
    }

    private Size size(double millions) throws IOException, InterruptedException, SQLException {
        long customers = Math.round(millions * 1e6 / LINES_A_CUSTOMER);
        Path folder = folder(millions);
        Path raw = folder.resolve("raw");
        if (!Files.exists(folder.resolve("ready"))) {
            say("Simulating " + customers + " customers for " + millions + " million transaction lines");
            delete(folder);
            Files.createDirectories(folder);
            Measured.of(
                    List.of(
                            root.resolve("dangol").toString(),
                            "simulate",
                            "--customers",
                            "" + customers,
                            "--years",
                            "" + YEARS,
                            "--until",
                            NEXT.toString(),
                            "--seed",
                            "7",
                            "--out",
                            raw.toString()),
                    Map.of());
            split(folder, raw, LocalDate.of(1900, 1, 1));
        }
        return measure(folder, millions, customers, true);
    }

    /** The same customers and the same day, with the last third of the transaction lines. */
    private Size third(Size whole) throws IOException, InterruptedException, SQLException {
        Path folder = work.resolve(folder(whole.millions()).getFileName() + "-third");
        Path raw = folder(whole.millions()).resolve("raw");
        if (!Files.exists(folder.resolve("ready"))) {
            delete(folder);
            split(folder, raw, DaySplit.lastThird(raw));
        }
        return measure(folder, whole.millions() / 3, whole.customers(), false);
    }

    private void split(Path folder, Path raw, LocalDate from) throws IOException, SQLException {
        say("Splitting off the days into " + folder);
        Path both = folder.resolve("both");
        new DaySplit(raw, from, NEXT, both, folder.resolve("next")).run();
        new DaySplit(both, from, DAY, folder.resolve("before"), folder.resolve("day")).run();
        delete(both);
        Files.writeString(folder.resolve("ready"), "");
    }

    private Size measure(Path folder, double millions, long customers, boolean theirs)
            throws IOException, InterruptedException, SQLException {
        Path company = folder.resolve("company");
        LocalDate evening = DAY.minusDays(1);
        Kept kept = new Kept(folder.resolve("measured"));
        boolean isHalfway = kept.has("first") && (kept.has("nights") || !kept.has("nights began"));
        if (goesOn && kept.isOf(measuredAs()) && isHalfway) {
            say(millions + " million: going on after what was measured before of " + measuredAs());
        } else {
            kept.begin(measuredAs());
            delete(company);
            DaySplit.lay(folder.resolve("before"), company.resolve("data"));
        }
        say(millions + " million, ours: first build as of " + evening);
        Ours first = Ours.of(kept.or("first", () -> run(company, evening)));
        Theirs before = theirs ? Theirs.of(kept.or("before", () -> analyst(folder, evening, duckDbMemory))) : null;
        if (theirs && !kept.has("alive")) {
            kept.text("alive", Alive.table(folder.resolve("raw/truth"), company.resolve(RELEASE), evening));
        }
        say(millions + " million, ours: two more days, " + DAY + " and " + NEXT);
        Measured days = kept.or("nights", () -> {
            kept.text("nights began", "");
            return nights(folder, company);
        });
        List<Ours> nights = days.after(NIGHT).stream().map(Ours::of).toList();
        Theirs rebuild = theirs ? Theirs.of(kept.or("rebuild", () -> analyst(folder, NEXT, duckDbMemory))) : null;
        Theirs unlimited =
                theirs ? Theirs.of(kept.or("unlimited", () -> analyst(folder, NEXT, Analyst.UNLIMITED))) : null;
        return new Size(
                millions,
                customers,
                lines(company),
                first,
                nights.get(0),
                nights.get(1),
                before,
                rebuild,
                unlimited,
                theirs ? kept.text("alive") : "");
    }

    private Measured nights(Path folder, Path company) throws IOException, InterruptedException {
        List<String> command = List.of(
                root.resolve("dangol").toString(),
                company.resolve("data").toString(),
                DAY.toString(),
                folder.resolve("day").toString(),
                NEXT.toString(),
                folder.resolve("next").toString());
        Map<String, String> environment = Map.of(
                "DANGOL_DEMO", company.toString(),
                "DANGOL_MEMORY", heap,
                "DANGOL_MAIN", Nights.class.getName(),
                "DANGOL_CLASSES", root.resolve("jobs/target/test-classes").toString());
        return Measured.of(command, environment);
    }

    private Measured run(Path company, LocalDate asOf) throws IOException, InterruptedException {
        return Measured.of(
                List.of(
                        root.resolve("dangol").toString(),
                        "run",
                        "--conf",
                        "conf/demo.yaml",
                        "--as-of",
                        asOf.toString()),
                Map.of("DANGOL_DEMO", company.toString(), "DANGOL_MEMORY", heap));
    }

    private Measured analyst(Path folder, LocalDate asOf, String memory)
            throws IOException, InterruptedException, SQLException {
        Path out = folder.resolve("analyst");
        delete(out);
        Files.createDirectories(out);
        Path script = out.resolve("script.sql");
        Path company = folder.resolve("company");
        Files.writeString(
                script,
                Analyst.script(
                        Path.of("bench", "analyst.sql"),
                        company.resolve("data"),
                        company.resolve(RELEASE),
                        out,
                        asOf.toString()));
        say("DuckDB: everything as of " + asOf + ", memory limit " + memory);
        Measured theirs = Measured.of(
                List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Analyst.class.getName(),
                        script.toString(),
                        memory,
                        out.resolve("spilled").toString()),
                Map.of());
        compare(company, out);
        return theirs;
    }

    /** Both must have made the same rows, or the figures compare nothing. */
    private void compare(Path company, Path out) throws SQLException {
        List<String> differences = new ArrayList<>();
        long rows = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement()) {
            duckdb.execute("ATTACH '" + company.resolve(RELEASE) + "' AS released (READ_ONLY)");
            for (TableId id : Tables.graph().order()) {
                if (Analyst.makes(id)) {
                    duckdb.execute("CREATE OR REPLACE TEMP VIEW theirs AS SELECT * FROM '"
                            + out.resolve(id.name() + ".parquet") + "'");
                    new TableComparison(connection, "the analyst's script")
                            .rows(Contracts.of(id), "theirs", "released.gold." + id.name())
                            .forEach(d -> differences.add(id + ": " + d));
                    rows += count(duckdb, "released.gold." + id.name());
                }
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalStateException("The two did not make the same tables:\n" + String.join("\n", differences));
        }
        say(String.format(Locale.ROOT, "  equal: all %,d rows of gold, every column but those of fitted models", rows));
    }

    private static long count(Statement duckdb, String table) throws SQLException {
        try (ResultSet result = duckdb.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Lines in silver.transaction, as the release counts them. */
    private static long lines(Path company) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duckdb = connection.createStatement()) {
            duckdb.execute("ATTACH '" + company.resolve(RELEASE) + "' AS released (READ_ONLY)");
            try (ResultSet result = duckdb.executeQuery(
                    "SELECT sum(\"rows\") FROM released.gold.link_coverage WHERE entity = 'transaction'")) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void keep(List<Size> sizes, Size third) throws IOException, InterruptedException {
        Size last = sizes.get(sizes.size() - 1);
        String section = new Report(sizes.stream().map(Bench::row).toList(), third == null ? null : row(third))
                        .section(machine())
                + "P(alive) of the shown model against the truth of the simulator, by tenths of the buyers, at "
                + last.millions() + " million lines:\n\n" + last.alive() + "\n";
        System.out.println(section);
        Path results = Path.of("bench", "RESULTS.md");
        String title = "# Results of the benchmark\n\n"
                + "Newest first. [README.md](README.md) says what is measured and how to read it.\n";
        String kept = Files.exists(results) ? Files.readString(results).replace(title, "") : "";
        Files.writeString(results, title + "\n" + section + kept);
    }

    private static Report.Row row(Size size) {
        return new Report.Row(
                size.millions(),
                size.customers(),
                size.lines(),
                part(size.first()),
                part(size.cold()),
                part(size.warm()),
                size.before() == null ? null : part(size.before()),
                size.rebuild() == null ? null : part(size.rebuild()),
                size.unlimited() == null ? null : part(size.unlimited()));
    }

    private static Report.Cost part(Ours ours) {
        Measured whole = ours.whole();
        return new Report.Cost(
                ours.session(),
                ours.bronze(),
                ours.silver(),
                ours.gold(),
                ours.release(),
                whole.seconds(),
                whole.cpuSeconds(),
                whole.peakGib());
    }

    private static Report.Cost part(Theirs theirs) {
        Measured whole = theirs.whole();
        return new Report.Cost(
                0,
                0,
                theirs.silver(),
                theirs.gold(),
                whole.seconds() - theirs.silver() - theirs.gold(),
                whole.seconds(),
                whole.cpuSeconds(),
                whole.peakGib());
    }

    private String machine() throws IOException, InterruptedException {
        return String.format(
                Locale.ROOT,
                "%s, commit %s; %d cores, %s, load %.1f at the end; Java %s, heap %s; DuckDB with %d threads and %s",
                LocalDate.now(java.time.ZoneOffset.UTC),
                version(),
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/meminfo"))
                        .lines()
                        .findFirst()
                        .orElse("")
                        .replaceAll("\\s+", " "),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        .getSystemLoadAverage(),
                System.getProperty("java.version"),
                heap,
                Runtime.getRuntime().availableProcessors(),
                duckDbMemory);
    }

    /** What figures that are put beside each other have in common. */
    private String measuredAs() throws IOException, InterruptedException {
        return version() + ", heap " + heap + ", DuckDB with " + duckDbMemory;
    }

    private static String version() throws IOException, InterruptedException {
        return output("git", "describe", "--always", "--dirty");
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            process.waitFor();
            return line;
        }
    }

    private static void say(String text) {
        System.err.println(text);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
