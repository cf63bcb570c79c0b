package dangol.jobs.report;

import dangol.jobs.company.Company;
import dangol.jobs.company.Operations;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.run.Home;
import dangol.jobs.run.Progress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The reports that a company wants after each release. */
public final class Reports {
    /** The number of the last release whose reports were all written. */
    private static final String REPORTED = "reported";

    private Reports() {}

    /** Writes them. The release stands, whatever becomes of its reports: one that cannot be written is told. */
    public static void write(Company company, Map<String, String> settings, Progress progress) {
        write(company, settings, progress, true);
    }

    /**
     * Writes them when they do not show what readers see: after a new release, and after one whose run was killed or whose report
     * failed, also when there was nothing else to do.
     */
    public static void writeOutstanding(Company company, Map<String, String> settings, Progress progress) {
        write(company, settings, progress, false);
    }

    private static void write(Company company, Map<String, String> settings, Progress progress, boolean anyway) {
        if (company.operations().reports().isEmpty()) {
            return;
        }
        try {
            Folder home = Home.open(company, settings);
            // Looked at before: a release that comes meanwhile is one that was not reported.
            String current = new ReleaseStore(home)
                    .current()
                    .map(Release::number)
                    .map(String::valueOf)
                    .orElse("");
            Folder releases = home.child("releases");
            boolean outstanding =
                    releases.read(REPORTED).filter(current::equals).isEmpty();
            if ((anyway || outstanding) && writeAll(company, settings, progress)) {
                releases.write(REPORTED, current);
            }
        } catch (RuntimeException e) {
            progress.say("  warning: it cannot be told which release was reported last: " + e.getMessage());
        }
    }

    /** False when one could not be written. */
    private static boolean writeAll(Company company, Map<String, String> settings, Progress progress) {
        boolean all = true;
        for (Operations.Pages pages : company.operations().reports()) {
            try {
                Language language = Language.valueOf(pages.language().toUpperCase(Locale.ROOT));
                Path first = new Report(company, ReportOptions.usual(language)).write(Path.of(pages.to()), settings);
                progress.say("Report: " + first);
            } catch (RuntimeException e) {
                progress.say("  warning: the report was not written: " + e.getMessage());
                all = false;
            }
        }
        return all;
    }
}
