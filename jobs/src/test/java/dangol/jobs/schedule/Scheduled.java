package dangol.jobs.schedule;

import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.Schedule;
import dangol.jobs.lake.Release;
import dangol.jobs.run.Progress;
import dangol.jobs.run.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A corner shop in London with a schedule, for tests without Spark. */
final class Scheduled {
    private static final String COMPANY = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: FOLDER/files
            home: FOLDER/lake
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    private Scheduled() {}

    /** @param more the YAML's {@code schedule:} and {@code alerts:} */
    static Schedule company(Path folder, String more) {
        try {
            Path file = folder.resolve("company.yaml");
            Files.createDirectories(folder.resolve("files"));
            Files.writeString(file, COMPANY.replace("FOLDER", folder.toString()) + more);
            return CompanyReader.readSchedule(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static State state() {
        return State.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    static RunResult released(LocalDate day) {
        return released(day, "");
    }

    /** @param stale why a table of the release lacks what its sources have */
    static RunResult released(LocalDate day, String stale) {
        Map<String, Release.Released> tables = Map.of("gold.churn", new Release.Released(1, 1, "1.0.0", stale));
        return new RunResult(
                new Release(1, "corner_shop", day, Instant.EPOCH, "", 1, Map.of(), tables), true, List.of());
    }

    /** Throws an exception where none is declared, as Scala does with checked ones. */
    static RuntimeException undeclared(Exception e) {
        Scheduled.<RuntimeException>raise(e);
        throw new AssertionError(e);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void raise(Exception e) throws E {
        throw (E) e;
    }

    /** What was said, in lines. */
    static final class Said {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
