package dangol.jobs.cli;

import dangol.jobs.company.CompanyReader;
import dangol.jobs.lake.Sessions;
import dangol.jobs.lake.Storage;
import dangol.jobs.run.Progress;
import dangol.jobs.schedule.Timekeeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule}: runs companies at the times that stand in their YAML. */
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = "Run companies at the times under 'schedule:' in their YAML until SIGTERM; see docs/schedule.md.")
final class ScheduleCommand implements Callable<Integer> {
    @Option(
            names = "--conf",
            required = true,
            paramLabel = "FILE",
            description = "A company's YAML with 'schedule:'; may be repeated.")
    List<Path> files;

    @Option(
            names = "--state",
            paramLabel = "DIR|URL",
            description = "Where the schedule remembers what it did: a folder, or jdbc:postgresql://host/database "
                    + "(default: the folder 'schedule' in the lake's home).")
    String state;

    @ArgGroup
    Mode mode = new Mode();

    /** What to do instead of running for ever. */
    static final class Mode {
        @Option(names = "--list", description = "Show what is scheduled next and how the last runs ended, and leave.")
        boolean list;

        @Option(names = "--once", description = "Run what is due now, and leave.")
        boolean once;
    }

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "After SIGTERM, how long the run under way may take to end (default: ${DEFAULT-VALUE}).")
    long graceSeconds;

    @Option(
            names = "--keep-warm",
            paramLabel = "MINUTES",
            description =
                    "How long Spark stays up after a run (default: 1560, so that the code of one night serves the next, "
                            + "or 60 on a cluster, whose executors it holds).")
    Long keepWarmMinutes;

    @Mixin
    SparkOptions sparkOptions;

    @Override
    public Integer call() {
        Timekeeper timekeeper = new Timekeeper(
                files.stream().map(CompanyReader::readSchedule).toList(),
                state,
                sparkOptions::start,
                Storage.configuration(sparkOptions.settings),
                new Progress(System.err),
                Clock.systemUTC());
        if (mode.list) {
            timekeeper.list(System.out);
            return 0;
        }
        if (mode.once) {
            return switch (timekeeper.once(Duration.ofSeconds(graceSeconds))) {
                case FAILED -> Main.FAILED;
                case HELD_BACK -> Main.HELD_BACK;
                case BUSY -> Main.BUSY;
                case DONE -> 0;
            };
        }
        timekeeper.serve(Duration.ofSeconds(graceSeconds), keepWarm());
        return 0;
    }

    private Duration keepWarm() {
        if (keepWarmMinutes != null) {
            return Duration.ofMinutes(keepWarmMinutes);
        }
        return Sessions.isOnOneMachine(sparkOptions.master) ? Duration.ofHours(26) : Duration.ofHours(1);
    }
}
