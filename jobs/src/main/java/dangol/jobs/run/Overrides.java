package dangol.jobs.run;

import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Decision;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.publish.DuckDbFile;
import dangol.jobs.publish.PublishedFiles;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.VersionNotFoundException;

/** What a person decides about releases: to show one that checks hold back, or to return to an earlier one. */
public final class Overrides {
    /** Gives a Spark session to work that cannot do without. */
    public interface Sessions {
        <T> T during(Function<SparkSession, T> work);
    }

    private static final String AGAIN = "Give the same command again: it goes on where this one stopped.";

    private final Company company;
    private final Folder home;
    private final Progress progress;
    private final ReleaseStore releases;
    private final PublishedFiles files;

    /**
     * @param settings how to reach the home's file system; see {@link dangol.jobs.lake.Storage}
     * @throws ConfigurationException when the company has no lake
     */
    public Overrides(Company company, Map<String, String> settings, Progress progress) {
        this.company = company;
        this.home = Home.open(company, settings);
        this.progress = progress;
        this.releases = new ReleaseStore(home);
        this.files = PublishedFiles.of(home, company);
    }

    /**
     * Shows the release that checks hold back. Its file is put in place without Spark; when it is not kept, as in a home elsewhere
     * than on a local disk, it is made from the Delta versions of the release.
     *
     * @throws ConfigurationException when none is held back
     * @throws LakeBusyException when a run is under way for longer than {@code wait}; it has given the held-back release up
     */
    public Release force(String why, Duration wait, Sessions sessions) {
        return holding(wait, () -> {
            Release held = releases.held()
                    .orElseThrow(() -> new ConfigurationException(
                            "release --force",
                            "no release is held back.",
                            "'./dangol status --conf " + company.file()
                                    + "' tells how the last run ended. A run that is stopped before its tables are built, for "
                                    + "example by 'quarantine_limit_percent', leaves nothing to show."));
            if (releases.forced(held.number()).isEmpty()) {
                decide(Decision.FORCE, held, why);
            }
            if (files.hasHeld(company)) {
                releases.show(held);
                UnfinishedReleaseException.guard(held, AGAIN, () -> files.showHeld(company));
            } else if (DuckDbFile.shows(home, company, held)) {
                releases.show(held);
            } else {
                make(held, sessions, () -> releases.show(held));
            }
            UnfinishedReleaseException.guard(held, AGAIN, () -> {
                releases.dropHeld();
                files.keep(held.number());
            });
            return held;
        });
    }

    private <T> T holding(Duration wait, Supplier<T> work) {
        // What is made for it reads kept versions only, so that nothing has to be stopped when the lake is lost.
        return RunLock.holding(home, wait, progress, releases, () -> {}, lock -> work.get());
    }

    /**
     * Returns readers to an earlier release. Its kept file is put in place without Spark; when it is not kept it is made again from
     * the Delta versions of the release.
     *
     * @throws ConfigurationException when there is no such release, or when its files are gone
     * @throws LakeBusyException when a run is under way for longer than {@code wait}
     */
    public Release rollback(long to, String why, Duration wait, Sessions sessions) {
        return holding(wait, () -> {
            Release release = target(to);
            if (files.has(to)) {
                turn(release, why);
                UnfinishedReleaseException.guard(release, AGAIN, () -> files.show(to));
            } else {
                make(release, sessions, () -> turn(release, why));
                UnfinishedReleaseException.guard(release, AGAIN, () -> files.keep(to));
            }
            return release;
        });
    }

    /** Puts a file of the release in place that is made from its tables; {@code before} readers see it. */
    private void make(Release release, Sessions sessions, Runnable before) {
        progress.say("The file of release " + release.number() + " is not kept; starting Spark to make it again …");
        sessions.during(spark -> {
            try (DuckDbFile.Draft draft = rebuilt(spark, release)) {
                draft.tell(release, new RunLog(home).evidence(release));
                before.run();
                UnfinishedReleaseException.guard(release, AGAIN, draft::show);
            }
            return null;
        });
    }

    private Release target(long to) {
        String list = "'./dangol releases --conf " + company.file() + "' lists them.";
        Release release = releases.find(to)
                .orElseThrow(() -> new ConfigurationException("--to " + to, "there is no release " + to + ".", list));
        switch (releases.state(release)) {
            case HELD ->
                throw new ConfigurationException(
                        "--to " + to,
                        "checks hold release " + to + " back.",
                        "Show it with: ./dangol release --force --why TEXT --conf " + company.file());
            case DROPPED ->
                throw new ConfigurationException(
                        "--to " + to, "release " + to + " was held back by checks and was never shown.", list);
            default -> {
                return release;
            }
        }
    }

    private void turn(Release release, String why) {
        if (releases.state(release) != ReleaseStore.State.SHOWN) {
            decide(Decision.ROLLBACK, release, why);
            releases.show(release);
        }
    }

    private DuckDbFile.Draft rebuilt(SparkSession spark, Release release) {
        Lake lake = new Lake(spark, home);
        try {
            return new DuckDbFile(lake, home, company).build(release, Map.of());
        } catch (Exception e) {
            // Delta's own exceptions are checked ones that Scala does not declare.
            throw notMade(release, e);
        }
    }

    private ConfigurationException notMade(Release release, Exception e) {
        String setting = "release " + release.number();
        String again = "build its day again with: ./dangol run --conf " + company.file() + " --as-of " + release.asOf();
        String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        boolean gone = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(t -> t instanceof FileNotFoundException
                        || t instanceof VersionNotFoundException
                        // As DuckDB says it.
                        || String.valueOf(t.getMessage()).contains("No files found that match the pattern"));
        List<String> others = release.tables().entrySet().stream()
                .filter(t -> !t.getValue().contract().equals(contract(t.getKey())))
                .map(t -> t.getKey() + " is of contract " + t.getValue().contract()
                        + ", and this version of the program reads " + contract(t.getKey()))
                .toList();
        if (gone || others.isEmpty()) {
            return new ConfigurationException(
                    setting,
                    gone
                            ? "data files of release " + release.number()
                                    + " are gone: VACUUM ('./dangol maintain') has removed them. " + why
                            : "the file of release " + release.number() + " cannot be made from its tables. " + why,
                    "Go back to a later release, or " + again);
        }
        return new ConfigurationException(
                setting,
                "the file of release " + release.number() + " cannot be made from its tables: "
                        + String.join("; ", others) + ".",
                "Roll back with the version of the program that made the release, or " + again);
    }

    /** The version of a table's contract, or that there is none any more. */
    private static String contract(String table) {
        return Contracts.find(TableId.parse(table)).map(TableContract::version).orElse("none");
    }

    private void decide(String kind, Release release, String why) {
        releases.add(new Decision(
                releases.nextDecision(),
                kind,
                release.number(),
                releases.current().map(Release::number).orElse(null),
                Instant.now(),
                RunLog.user(),
                RunLog.host(),
                why,
                false));
    }
}
