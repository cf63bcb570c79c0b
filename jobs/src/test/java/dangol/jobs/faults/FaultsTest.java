package dangol.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.faults.FaultyFileSystem.Fault;
import dangol.jobs.faults.FaultyFileSystem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Breaks runs and looks at what is left: the next run ends well, gold is what undisturbed runs make, and a reader who asked all
 * the time got whole releases only.
 *
 * <p>{@code -Ddangol.faults=N} sets the number (a fifth are kills, a tenth full disks), {@code -Ddangol.faults.seed=S} the
 * chance; a seed and a number name the same fault again: {@code -Ddangol.faults.only=K} repeats it alone, {@code
 * -Ddangol.faults.from=K} goes on where an earlier harness was stopped.
 */
@Tag("slow")
@Tag("long")
class FaultsTest {
    private static final String FIRST_DAY = "2025-03-31";
    private static final String SECOND_DAY = "2025-04-30";
    private static final String COMPANY = """
        company: corner_shop
        time_zone: Europe/London
        currency: GBP
        sources: files
        home: lake
        customer_key_secret: faults and no secret
        feeds:
          sales: {files: 'sales-*.csv'}
          answers: {files: 'answers-*.csv'}
        entities:
          transaction:
            - feed: sales
              customer: customer_no
              columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
          survey_response:
            - feed: answers
              customer: customer_no
              columns: {response_id: answer, kind: "'intention'", responded_at: at, intends_return: again = 'yes'}
        """;

    private final Path folder = Path.of("target", "faults").toAbsolutePath();
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
    private final Map<Integer, String> broken = new ConcurrentSkipListMap<>();
    private final AtomicLong answers = new AtomicLong();
    private String afterFirst;
    private String afterSecond;

    /** A disturbance of the second day's run, or of the very first when the lake is new. */
    private record Disturbance(int number, boolean newLake, Operation operation, String kind, double when) {}

    @Test
    void afterEveryFaultTheNextRunMakesWhatUndisturbedRunsMakeAndReadersSeeWholeReleases() throws Exception {
        int total = Integer.getInteger("dangol.faults", 12);
        long seed = Long.getLong("dangol.faults.seed", System.nanoTime());
        int only = Integer.getInteger("dangol.faults.only", -1);
        int from = Integer.getInteger("dangol.faults.from", 0);
        System.out.println("Faults: " + total + ", seed " + seed);
        unmountWhatIsLeft();
        Lakes.delete(folder);
        undisturbed();
        Map<Operation, Map<Kind, Long>> operations = operationsOfADay(total);
        List<Disturbance> disturbances = disturbances(total, new Random(seed)).stream()
                .filter(d -> only < 0 ? d.number() >= from : only == d.number())
                .toList();
        Map<Operation, Long> usual = new HashMap<>();
        for (Disturbance d : disturbances) {
            if (d.kind().equals("kill") && !usual.containsKey(d.operation())) {
                usual.put(d.operation(), usualMillis(d.operation()));
            }
        }
        // Each has a lake of its own, and two settle in the time of one.
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<?>> all = disturbances.stream()
                .<Future<?>>map(d -> pool.submit(() -> disturbed(d, operations, usual, seed, total)))
                .toList();
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
        System.out.println("Faults by kind: " + counts + "; a reader got " + answers + " answers.");
        assertThat(broken).as("faults that were not settled").isEmpty();
    }

    private void disturbed(
            Disturbance d,
            Map<Operation, Map<Kind, Long>> operations,
            Map<Operation, Long> usual,
            long seed,
            int total) {
        long start = System.nanoTime();
        String how;
        try {
            how = disturb(d, operations.get(d.operation()), usual.getOrDefault(d.operation(), 0L), seed, total);
        } catch (Exception | AssertionError e) {
            // The others tell more than the first alone.
            how = "BROKEN: " + e;
            broken.put(d.number(), how);
        }
        System.out.printf("%d %s (%d s)%n", d.number(), how, (System.nanoTime() - start) / 1_000_000_000);
    }

    private static List<Disturbance> disturbances(int total, Random random) {
        List<Disturbance> list = new ArrayList<>();
        Kind[] kinds = Kind.values();
        for (int i = 0; i < total; i++) {
            String kind = i % 5 == 4 ? "kill" : i % 10 == 2 ? "full disk" : kinds[random.nextInt(kinds.length)].name();
            boolean newLake = random.nextInt(4) == 0;
            Operation operation = newLake ? Operation.RUN : Operation.ALL.get(random.nextInt(Operation.ALL.size()));
            if (!operation.isInjectable() && !kind.equals("full disk")) {
                kind = "kill";
            }
            list.add(new Disturbance(i, newLake, operation, kind, random.nextDouble()));
        }
        return list;
    }

    private void undisturbed() throws IOException, SQLException {
        Company company = company(folder.resolve("undisturbed"));
        files(company, "03");
        TestRuns.run(company, FIRST_DAY);
        afterFirst = Lakes.fingerprint(released(company));
        files(company, "04");
        Lakes.copy(folder.resolve("undisturbed"), folder.resolve("after-first-day"));
        TestRuns.run(company, SECOND_DAY);
        afterSecond = Lakes.fingerprint(released(company));
        assertThat(afterSecond).as("the second day changes gold").isNotEqualTo(afterFirst);
        try (Stream<Path> files = Files.walk(Path.of(company.home()))) {
            assertThat(files)
                    .as("it marks rows as gone")
                    .anyMatch(f -> f.toString().endsWith(".bin"));
        }
    }

    /** How many writes of each kind an operation has, so that faults fall anywhere in it. */
    private Map<Operation, Map<Kind, Long>> operationsOfADay(int faults) throws IOException {
        Map<Operation, Map<Kind, Long>> operations = new HashMap<>();
        for (Operation operation : Set.copyOf(Operation.ALL)) {
            Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
            operations.put(operation, kinds);
            // A short form spares the runs: there are at least as many writes of the other kinds as files.
            for (Kind kind : !operation.isInjectable()
                    ? List.<Kind>of()
                    : faults < 50 ? List.of(Kind.CREATE) : List.of(Kind.values())) {
                Path place = folder.resolve("counting-" + kind);
                Company company = second(place);
                Fault never = new Fault(company.home(), kind, Long.MAX_VALUE);
                FaultyFileSystem.arm(never);
                operation.work(company, SECOND_DAY);
                FaultyFileSystem.disarm(never);
                assertThat(never.seen())
                        .as(operation.name() + ": writes of kind " + kind)
                        .isPositive();
                kinds.put(kind, never.seen());
                Lakes.delete(place);
            }
            for (Kind kind : Kind.values()) {
                kinds.putIfAbsent(kind, kinds.getOrDefault(Kind.CREATE, 1L));
            }
        }
        return operations;
    }

    private String disturb(Disturbance d, Map<Kind, Long> operations, long childMillis, long seed, int total)
            throws Exception {
        Path place = folder.resolve(String.format("%03d", d.number()));
        String what;
        boolean mounted = d.kind().equals("full disk") && mount(place);
        Company company = d.newLake() ? first(place) : second(place);
        String replay = d + "\n  its lake: " + place + "\n  again: -Ddangol.faults=" + total + " -Ddangol.faults.seed="
                + seed + " -Ddangol.faults.only=" + d.number();
        Path copy = folder.resolve("copy-" + d.number() + ".duckdb");
        try (Reader reader = new Reader(company, copy, Set.of(afterFirst, afterSecond))) {
            String day = d.newLake() ? FIRST_DAY : SECOND_DAY;
            if (d.kind().equals("kill")) {
                what = kill(d, company, day, childMillis);
            } else if (d.kind().equals("full disk")) {
                what = mounted ? fill(d, company, day) : inject(d, company, day, Kind.NO_SPACE, operations);
            } else {
                what = inject(d, company, day, Kind.valueOf(d.kind()), operations);
            }
            what = d.operation().name() + ": " + what;
            counts.merge(what, 1, Integer::sum);
            if (d.newLake()) {
                TestRuns.run(company, FIRST_DAY);
                assertThat(Lakes.fingerprint(copied(company))).as(replay).isEqualTo(afterFirst);
                files(company, "04");
            }
            TestRuns.run(company, SECOND_DAY);
            reader.close();
            assertThat(Lakes.fingerprint(copied(company))).as(replay).isEqualTo(afterSecond);
            d.operation().settle(company);
            assertThat(reader.complaints()).as(replay).isEmpty();
            answers.addAndGet(reader.answers());
        }
        if (mounted) {
            command("umount", place.toString());
        }
        Lakes.delete(place);
        Files.deleteIfExists(copy);
        return what;
    }

    private String inject(Disturbance d, Company company, String day, Kind kind, Map<Kind, Long> operations) {
        Fault fault = new Fault(company.home(), kind, 1 + (long) (d.when() * operations.get(kind)));
        FaultyFileSystem.arm(fault);
        boolean failed;
        try {
            failed = failed(d, company, day);
        } finally {
            FaultyFileSystem.disarm(fault);
        }
        return kind + (!fault.struck() ? " not reached" : failed ? " ended the run" : " was survived");
    }

    private static boolean failed(Disturbance d, Company company, String day) {
        try {
            d.operation().work(company, day);
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    /** A disk that is really full: what is left of a small file system is taken by ballast. */
    private static String fill(Disturbance d, Company company, String day) throws IOException {
        Path ballast = Path.of(company.home()).resolveSibling("ballast");
        long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
        long left = (long) (d.when() * (1 << 20));
        try (var out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            for (long written = 0; written + left < free; written += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            // The disk is as full as it can be.
            assertThat(e).hasMessageContaining("No space");
        }
        boolean failed = failed(d, company, day);
        Files.delete(ballast);
        return "full disk" + (failed ? " ended the run" : " had room enough");
    }

    /** A broken fault's lake stays as it is, and so does that of a harness that was killed. */
    private void unmountWhatIsLeft() throws IOException, InterruptedException {
        if (Files.exists(folder)) {
            try (Stream<Path> places = Files.list(folder)) {
                for (Path place : places.toList()) {
                    command("umount", place.toString());
                }
            }
        }
    }

    private static boolean mount(Path place) throws IOException, InterruptedException {
        Files.createDirectories(place);
        return command("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place.toString()) == 0;
    }

    private static int command(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private String kill(Disturbance d, Company company, String day, long usualMillis) throws Exception {
        Process child = child(d.operation(), company, day);
        boolean ended = child.waitFor((long) (d.when() * usualMillis), TimeUnit.MILLISECONDS);
        child.destroyForcibly().waitFor();
        return ended ? "kill came too late" : "kill";
    }

    private long usualMillis(Operation operation) throws Exception {
        Path place = folder.resolve("usual");
        Company company = second(place);
        long start = System.nanoTime();
        Process child = child(operation, company, SECOND_DAY);
        assertThat(child.waitFor()).as("an undisturbed run of its own").isZero();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertThat(Lakes.fingerprint(released(company)))
                .isEqualTo(operation.equals(Operation.RUN) ? afterSecond : afterFirst);
        Lakes.delete(place);
        return millis;
    }

    private static Process child(Operation operation, Company company, String day) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=256m",
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-Ddangol.log=error"));
        TestRuns.ON_SMALL_TABLES.forEach((key, value) -> command.add("-D" + key + "=" + value));
        // The packages that Spark opens are those that this JVM was started with.
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dangol.jobs.cli.Main"));
        command.addAll(operation.commandLine(company, day));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        Path.of(company.home()).resolveSibling("child.log").toFile())
                .start();
    }

    private Company first(Path place) throws IOException {
        Company company = company(place);
        files(company, "03");
        return company;
    }

    private Company second(Path place) throws IOException {
        Lakes.copy(folder.resolve("after-first-day"), place);
        return company(place);
    }

    private static Company company(Path place) throws IOException {
        Files.createDirectories(place.resolve("files"));
        Path yaml = place.resolve("company.yaml");
        Files.writeString(yaml, COMPANY);
        return CompanyReader.read(yaml)
                .at(place.resolve("files").toString(), place.resolve("lake").toString());
    }

    /** A month of purchases and answers of twelve customers. */
    private static void files(Company company, String month) throws IOException {
        StringBuilder sales = new StringBuilder("invoice,line,customer_no,sold_at,amount\n");
        StringBuilder said = new StringBuilder("answer,customer_no,at,again\n");
        for (int customer = 1; customer <= 12; customer++) {
            for (int day = customer; day <= 28; day += 5) {
                String date = String.format("2025-%s-%02d", month, day);
                sales.append(
                        String.format("I%s%d-%d,1,%d,%s 10:00:00,%d.50%n", month, customer, day, customer, date, day));
            }
            said.append(String.format(
                    "Q%s%d,%d,2025-%s-15 12:00:00,%s%n",
                    month, customer, customer, month, customer % 2 == 0 ? "yes" : "no"));
        }
        if (month.equals("04")) {
            // A late row and a corrected one: a few rows go from files that keep the most of theirs.
            sales.append("I03late,1,1,2025-03-20 10:00:00,3.25\nI031-6,1,1,2025-03-06 10:00:00,7.75\n");
        }
        Files.writeString(Path.of(company.sources()).resolve("sales-" + month + ".csv"), sales);
        Files.writeString(Path.of(company.sources()).resolve("answers-" + month + ".csv"), said);
    }

    private static Path released(Company company) {
        return Path.of(company.home()).resolve(company.name() + ".duckdb");
    }

    private static Path copied(Company company) throws IOException {
        Path copy = Path.of(company.home()).resolveSibling("last.duckdb");
        Files.deleteIfExists(copy);
        return Files.copy(released(company), copy);
    }
}
