package dangol.jobs.cli;

import dangol.contract.ContractException;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import dangol.jobs.publish.TargetBusyException;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.run.JsonLog;
import dangol.jobs.run.LakeBusyException;
import dangol.jobs.run.UnfinishedReleaseException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 held back by a check, 4 lake busy. */
@Command(
        name = "dangol",
        description = {
            "Dangol keeps what customers say against what they do, as of any past day.",
            "It joins CRM, transactions, surveys and posts into a Delta lake and builds churn, cohort, wallet-share and "
                    + "interaction-frequency tables from them."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            RunCommand.class,
            PlanCommand.class,
            TrainCommand.class,
            TablesCommand.class,
            SqlCommand.class,
            ReportCommand.class,
            NotebookCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            ReleasesCommand.class,
            ReleaseCommand.class,
            RollbackCommand.class,
            QuarantineCommand.class,
            MaintainCommand.class,
            BackfillCommand.class,
            PublishCommand.class,
            DocsCommand.class,
            SimulateCommand.class,
            ScheduleCommand.class,
            ServeCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Start with: ./dangol demo",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 a check held the release back, 4 another run "
                    + "works on the lake or the target."
        })
public final class Main {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int HELD_BACK = 3;
    static final int BUSY = 4;

    private static final Set<String> RELEASING =
            Set.of("demo", "run", "train", "backfill", "retry", "release", "rollback");

    @Option(names = "--verbose", description = "Show stack traces and the log of Spark.", scope = ScopeType.INHERIT)
    boolean verbose;

    enum Log {
        TEXT,
        JSON
    }

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "What a command says while it works: ${COMPLETION-CANDIDATES}, one object a line (default: ${DEFAULT-VALUE}).",
            scope = ScopeType.INHERIT)
    Log log = Log.TEXT;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command line and gives its exit code; the program itself then ends with it. */
    public static int execute(String... args) {
        return line().execute(args);
    }

    /** The commands, their options and how they end. */
    static CommandLine line() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((e, commandLine, parsed) -> failed(main, e, commandLine));
        line.setExecutionStrategy(parsed -> {
            JsonLog.choose(main.log == Log.JSON);
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    private static int failed(Main main, Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        int code = exitCode(e);
        String text = code == FAILED && !(e instanceof OutageException)
                ? failure(main, e, command.getCommandName())
                : e.getMessage();
        if (JsonLog.isOn()) {
            JsonLog.error(text, Map.of("exit_code", code), main.verbose ? e : null);
            return code;
        }
        if (main.verbose) {
            e.printStackTrace(err);
        }
        err.println(text);
        return code;
    }

    /** With which code a command ends that ended in this exception. */
    static int exitCode(Throwable e) {
        if (e instanceof ConfigurationException) {
            return WRONG_USAGE;
        }
        if (e instanceof HeldBackException) {
            return HELD_BACK;
        }
        return e instanceof LakeBusyException || e instanceof TargetBusyException ? BUSY : FAILED;
    }

    private static String failure(Main main, Exception e, String command) {
        boolean ours = e instanceof ContractException
                || e instanceof UnfinishedReleaseException
                || e.getClass().getName().startsWith("java.io.Unchecked");
        return (ours ? "" : "Failed: ")
                + message(e)
                + (main.verbose
                        ? ""
                        : "\n    -> "
                                + (RELEASING.contains(command) && !(e instanceof UnfinishedReleaseException)
                                        ? "Nothing was released; readers still see the last release. "
                                        : "")
                                + "--verbose shows where it happened.");
    }

    /** The first line of the innermost message that says anything. */
    private static String message(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String own = String.valueOf(e.getMessage());
        String root = String.valueOf(cause.getMessage());
        return own.contains("->") || cause == e
                ? own
                : own.lines().findFirst().orElse("") + "\n    cause: "
                        + root.lines().findFirst().orElse("");
    }

    /** The version of the build. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"dangol " + (version == null ? "(development build)" : version)};
        }
    }
}
