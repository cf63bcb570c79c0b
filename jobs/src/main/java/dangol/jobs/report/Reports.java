package dangol.jobs.report;

import dangol.jobs.company.Company;
import dangol.jobs.company.Operations;
import dangol.jobs.run.Progress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The reports that a company wants after each release. */
public final class Reports {
    private Reports() {}

    /** Writes them. The release stands, whatever becomes of its reports: one that cannot be written is told. */
    public static void write(Company company, Map<String, String> settings, Progress progress) {
        for (Operations.Pages pages : company.operations().reports()) {
            try {
                Language language = Language.valueOf(pages.language().toUpperCase(Locale.ROOT));
                Path first = new Report(company, ReportOptions.usual(language)).write(Path.of(pages.to()), settings);
                progress.say("Report: " + first);
            } catch (RuntimeException e) {
                progress.say("  warning: the report was not written: " + e.getMessage());
            }
        }
    }
}
