package dangol.jobs.report;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Storage;
import dangol.jobs.publish.ReleaseQuery;
import dangol.jobs.report.Answer.Row;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of static pages for an executive, made from a company's last release alone. */
public final class Report {
    /** What every page says first, where not all is well with the release; the link leads to the details. */
    record Notice(String sentence, String link) {}

    private final Company company;
    private final ReportOptions options;

    public Report(Company company, ReportOptions options) {
        this.company = company;
        this.options = options;
    }

    /**
     * Writes the pages and gives the first one.
     *
     * @param out the folder; it is made, or its report of before is replaced in one step
     * @param settings how to reach the home's file system; see {@link Storage}
     * @throws dangol.jobs.company.ConfigurationException when nothing was released yet, or the folder holds other files
     * @throws java.io.UncheckedIOException when the disk is full or not to be written; the folder is then as it was
     */
    public Path write(Path out, Map<String, String> settings) {
        ReportFolder folder = new ReportFolder(out);
        Texts texts = new Texts(options.language());
        Figures figures = new Figures(texts, options.language().locale(), company.timeZone(), company.currency());
        try (ReleaseQuery query = ReleaseQuery.open(company, settings)) {
            ReleaseAnswers release = new ReleaseAnswers(
                    query.connection(), Map.of("customers_at_risk", String.valueOf(options.customersAtRisk())));
            Composer composer = new Composer(release, texts, figures);
            Row released = composer.ask("release").flatMap(Answer::first).orElseThrow();
            List<Page> pages = pages(composer);
            Templates templates = new Templates(texts);
            Map<String, String> head = head(released, figures);
            List<Notice> notices = Stream.of("checks", "tables")
                    .flatMap(what -> notice(composer, what).stream())
                    .toList();
            Map<String, ReportFolder.Content> files = new LinkedHashMap<>();
            for (Page page : pages) {
                files.put(page.file(), to -> templates.write(page, pages, head, notices, to));
            }
            folder.write(files);
        }
        return out.resolve("index.html");
    }

    private static Optional<Notice> notice(Composer composer, String what) {
        return composer.ask("notice." + what)
                .flatMap(Answer::first)
                .map(found ->
                        new Notice(composer.sentence("notice." + what, Map.of("", found)), "data.html#data." + what));
    }

    private static List<Page> pages(Composer composer) {
        Pages pages = new Pages(composer);
        return List.of(
                new Overview(composer).page(),
                pages.churn(),
                pages.cohorts(),
                pages.wallet(),
                pages.interactions(),
                pages.voice(),
                pages.data(),
                Definitions.page(composer));
    }

    private Map<String, String> head(Row release, Figures figures) {
        return Map.of(
                "language", options.language().locale().getLanguage(),
                "currency", company.currency(),
                "company", release.value("company").toString(),
                "release", release.value("release").toString(),
                "as_of", figures.full("as_of", release.value("as_of"), Unit.DAY),
                "released_at", figures.full("released_at", release.value("released_at"), Unit.MOMENT),
                "silent_days", String.valueOf(company.silentDays()),
                "own_intervals", figures.full("own_intervals", company.ownIntervals(), Unit.SCORE));
    }
}
