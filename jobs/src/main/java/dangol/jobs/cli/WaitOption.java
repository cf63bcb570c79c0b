package dangol.jobs.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How patient a command is when the lake is busy. */
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to wait when another run works on the lake (default: ${DEFAULT-VALUE}).")
    long seconds;

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }
}
