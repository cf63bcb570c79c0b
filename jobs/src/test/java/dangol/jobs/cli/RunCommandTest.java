package dangol.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} says before it begins. */
class RunCommandTest {
    @TempDir
    Path folder;

    @Test
    void aRunOfADayBeforeTheReadersDayWarnsThatItTurnsThemBack() {
        Company company = CompanyReader.read(Path.of("../conf/examples/cdnow.yaml"));
        Folder home = Folder.of(folder.resolve("lake").toString(), new Configuration());
        LocalDate shown = LocalDate.parse("1998-06-30");
        assertThat(RunCommand.earlierDay(company, home, shown))
                .as("no lake yet")
                .isEmpty();

        ReleaseStore releases = new ReleaseStore(home);
        Release release = new Release(7, company.name(), shown, Instant.EPOCH, "", 1, Map.of(), Map.of());
        releases.add(release);
        releases.show(release);
        assertThat(RunCommand.earlierDay(company, home, shown.plusDays(1))).isEmpty();
        assertThat(RunCommand.earlierDay(company, home, shown)).as("once more").isEmpty();
        assertThat(RunCommand.earlierDay(company, home, shown.minusDays(1)))
                .hasValue(
                        "readers see release 7 as of 1998-06-30, and this run turns them back to 1998-06-29. Use backfill to"
                                + " rebuild a past day and keep the readers' day: ./dangol backfill --from 1998-06-29 --to 1998-06-29 --conf "
                                + company.file());
    }
}
