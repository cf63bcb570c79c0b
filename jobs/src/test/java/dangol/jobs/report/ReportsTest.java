package dangol.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.run.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the reports that a company wants are written. */
class ReportsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void aReportThatFailedOrWasNeverBegunIsWrittenByTheNextRun() throws Exception {
        Path home = folder.resolve("lake");
        MadeRelease made = MadeRelease.empty(home);
        Files.writeString(home.resolve("lake.txt"), "shop\n");
        show(home, 7, "2025-10-15");
        Path yaml = MadeRelease.company(home);
        Path out = folder.resolve("report");
        Files.writeString(yaml, "report: {to: " + out + ", language: en}\n", StandardOpenOption.APPEND);
        Company company = CompanyReader.read(yaml);

        // No folder can be made where a file lies.
        Files.writeString(out, "in the way");
        assertThat(outstanding(company)).contains("warning: the report was not written");
        Files.delete(out);
        assertThat(outstanding(company)).contains("Report: ");
        assertThat(out.resolve("index.html")).content().contains("15 Oct 2025");

        // Nothing new: nothing is written, whatever became of the pages.
        assertThat(outstanding(company)).isEmpty();
        // A run that was killed after readers were turned to its release.
        made.execute("UPDATE meta.release SET release = 8, as_of = DATE '2025-10-16'");
        show(home, 8, "2025-10-16");
        assertThat(outstanding(company)).contains("Report: ");
        assertThat(out.resolve("index.html")).content().contains("16 Oct 2025");
        assertThat(outstanding(company)).isEmpty();
    }

    @Test
    void whoWantsNoReportHasNothingWrittenDown() throws Exception {
        Path home = folder.resolve("lake");
        MadeRelease.empty(home);
        Files.writeString(home.resolve("lake.txt"), "shop\n");
        show(home, 7, "2025-10-15");
        assertThat(outstanding(CompanyReader.read(MadeRelease.company(home)))).isEmpty();
        assertThat(home.resolve("releases/reported")).doesNotExist();
    }

    private String outstanding(Company company) {
        said.reset();
        Reports.writeOutstanding(company, Map.of(), new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)));
        return said.toString(StandardCharsets.UTF_8);
    }

    private static void show(Path home, long number, String day) {
        ReleaseStore releases = new ReleaseStore(Folder.of(home.toString(), new Configuration()));
        Release release = new Release(number, "shop", LocalDate.parse(day), Instant.EPOCH, "", 1, Map.of(), Map.of());
        releases.add(release);
        releases.show(release);
    }
}
