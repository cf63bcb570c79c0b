package dangol.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.TableId;
import dangol.jobs.lake.Folder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What records of runs tell when they are read again. */
class RunLogTest {
    private static final LocalDate MONDAY = LocalDate.parse("2025-06-02");

    @TempDir
    Path home;

    @Test
    void aDayBeforeAFeedFirstBroughtSomethingIsNoneOnWhichItBroughtNothing() {
        RunLog log = new RunLog(Folder.of(home.toString(), new Configuration()));
        log.write(record(1, MONDAY, Map.of("sales", 100L), "sales"));
        log.write(record(2, MONDAY.plusWeeks(1), Map.of("sales", 110L, "survey", 10_000L), "sales", "survey"));
        log.write(record(3, MONDAY.plusWeeks(2), Map.of("sales", 90L), "sales", "survey"));

        Map<LocalDate, Map<TableId, Long>> landed = log.landed(Set.of("sales", "survey"));
        assertThat(landed.get(MONDAY)).isEqualTo(Map.of(TableId.bronze("sales"), 100L));
        assertThat(landed.get(MONDAY.plusWeeks(1))).containsEntry(TableId.bronze("survey"), 10_000L);
        assertThat(landed.get(MONDAY.plusWeeks(2))).containsEntry(TableId.bronze("survey"), 0L);
    }

    /** @param known feeds that had brought something by then */
    private static RunRecord record(long number, LocalDate day, Map<String, Long> landed, String... known) {
        Instant at = Instant.parse("2025-06-03T01:00:00Z").plusSeconds(number);
        return new RunRecord(
                number,
                "run-" + number,
                "shop",
                day,
                at,
                at,
                RunRecord.SUCCEEDED,
                "",
                "me",
                "here",
                1,
                number,
                landed.entrySet().stream()
                        .map(f -> new RunRecord.TableLine(
                                "bronze." + f.getKey(), null, f.getValue(), null, null, 1, 1, Map.of(), 0, 0, 0))
                        .toList(),
                List.of(),
                List.of(),
                Set.of(known).stream()
                        .collect(Collectors.toMap(f -> f, f -> new RunRecord.FeedLine(f, null, at, day, 1))),
                true);
    }
}
