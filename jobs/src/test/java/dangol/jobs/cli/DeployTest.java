package dangol.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The files for other schedulers: each is well-formed in its own language, and its command lines are understood by ours. */
class DeployTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final CronParser CRON = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final Set<String> UNIT = Set.of(
            "Description", "Documentation", "After", "Wants", "StartLimitIntervalSec", "StartLimitBurst", "OnFailure");

    @TempDir
    Path folder;

    @Test
    void theCrontabIsReadAsCronReadsIt() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String line : Files.readAllLines(DEPLOY.resolve("crontab"))) {
            // The alternative stands commented out and must be as right as the other.
            String text = line.startsWith("# */") ? line.substring(2) : line;
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            if (text.matches("[A-Z_]+=.*")) {
                if (text.startsWith("CRON_TZ=")) {
                    ZoneId.of(text.substring("CRON_TZ=".length()));
                }
                continue;
            }
            Matcher parts = Pattern.compile("((?:\\S+\\s+){5})(.*)").matcher(text);
            assertThat(parts.matches()).as(text).isTrue();
            CRON.parse(parts.group(1).strip()).validate();
            // cron ends a command at the first percent sign that is not escaped.
            assertThat(parts.group(2)).doesNotContainPattern("(?<!\\\\)%");
            commands.add(parts.group(2).replace("\\%", "%"));
        }
        assertThat(commands).hasSize(2).allSatisfy(c -> assertThat(c).startsWith("cd /opt/dangol && ./dangol "));
        assertThat(parsed(commands.get(0)).commandSpec().name()).isEqualTo("run");
        assertThat(parsed(commands.get(1)).commandSpec().name()).isEqualTo("schedule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dangol-run", "dangol-schedule"})
    void theServicesAreUnitsWithCommandsOfOurs(String name) throws IOException {
        Map<String, Map<String, String>> unit = unit(name + ".service");
        assertThat(unit.get("Unit").keySet()).isSubsetOf(UNIT).contains("Description");
        assertThat(unit.get("Service").keySet())
                .isSubsetOf(
                        "Type",
                        "User",
                        "WorkingDirectory",
                        "Environment",
                        "EnvironmentFile",
                        "ExecStart",
                        "TimeoutStopSec",
                        "Restart",
                        "RestartPreventExitStatus",
                        "RestartSec")
                .contains("ExecStart", "User");
        String start = unit.get("Service").get("ExecStart");
        // systemd reads %% as %, $$ as $.
        assertThat(start.replace("%%", "").replace("$$", ""))
                .doesNotContain("%")
                .doesNotContain("$");
        CommandLine.ParseResult parsed = parsed(start.replace("%%", "%").replace("$$", "$"));
        if (name.equals("dangol-schedule")) {
            long grace = parsed.matchedOptionValue("--grace", 600L);
            assertThat(Long.parseLong(unit.get("Service").get("TimeoutStopSec")))
                    .isGreaterThan(grace + 30);
        } else {
            assertThat(parsed.commandSpec().name()).isEqualTo("run");
        }
    }

    /** The command asks the clock for its day, so that a retry after midnight would be of another one. */
    @Test
    void theRetriesOfANightEndBeforeMidnightAndLeaveTheNextNightItsOwn() throws IOException {
        Map<String, Map<String, String>> unit = unit("dangol-run.service");
        int starts = Integer.parseInt(unit.get("Unit").get("StartLimitBurst"));
        Duration window = length(unit.get("Unit").get("StartLimitIntervalSec"));
        Duration pause = length(unit.get("Service").get("RestartSec"));
        long wait = parsed(
                        unit.get("Service").get("ExecStart").replace("%%", "%").replace("$$", "$"))
                .matchedOptionValue("--wait", 0L);
        LocalTime begin = LocalTime.parse(
                unit("dangol-run.timer").get("Timer").get("OnCalendar").split(" ")[1]);
        // A try that finds the lake busy waits for it and ends; those are the longest that are sure to fail.
        Duration retries = pause.plusSeconds(wait).multipliedBy(starts);
        assertThat(retries).isLessThan(window);
        assertThat(window).isLessThan(Duration.between(begin, LocalTime.MAX));
    }

    private static Duration length(String text) {
        return Duration.parse("PT" + text.replace("min", "M").toUpperCase(Locale.ROOT));
    }

    @Test
    void theTimerStartsTheServiceOfItsName() throws IOException {
        Map<String, Map<String, String>> timer = unit("dangol-run.timer");
        assertThat(timer.get("Timer").get("OnCalendar")).matches("\\*-\\*-\\* \\d\\d:\\d\\d:\\d\\d \\w+/\\w+");
        ZoneId.of(timer.get("Timer").get("OnCalendar").replaceFirst(".* ", ""));
        assertThat(timer.get("Timer")).containsEntry("Persistent", "true");
        assertThat(timer.get("Install")).containsEntry("WantedBy", "timers.target");
        assertThat(DEPLOY.resolve("systemd/dangol-run.service")).exists();
    }

    @Test
    void systemdItselfHasNothingToSay() throws Exception {
        needs("systemd-analyze", Files.isExecutable(Path.of("/usr/bin/systemd-analyze")));
        List<String> command = new ArrayList<>(List.of("/usr/bin/systemd-analyze", "verify", "--man=no"));
        try (var files = Files.list(DEPLOY.resolve("systemd"))) {
            for (Path file : files.sorted().toList()) {
                // The program is not installed where the units expect it; that it exists is not what is verified.
                Path copy = folder.resolve(file.getFileName().toString());
                Files.writeString(copy, Files.readString(file).replace("=/opt/dangol/dangol ", "=/bin/true "));
                command.add(copy.toString());
            }
        }
        Outcome outcome = execute(command);
        assertThat(outcome.text()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void theCronJobHasWhatKubernetesWants() throws IOException {
        JsonNode job = new ObjectMapper(new YAMLFactory())
                .readTree(DEPLOY.resolve("kubernetes/cronjob.yaml").toFile());
        assertThat(job.path("apiVersion").asText()).isEqualTo("batch/v1");
        assertThat(job.path("kind").asText()).isEqualTo("CronJob");
        assertThat(job.at("/metadata/name").asText()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        JsonNode spec = job.path("spec");
        assertThat(names(spec))
                .isSubsetOf(
                        "schedule",
                        "timeZone",
                        "concurrencyPolicy",
                        "startingDeadlineSeconds",
                        "successfulJobsHistoryLimit",
                        "failedJobsHistoryLimit",
                        "jobTemplate");
        CRON.parse(spec.path("schedule").asText()).validate();
        ZoneId.of(spec.path("timeZone").asText());
        assertThat(spec.path("concurrencyPolicy").asText()).isEqualTo("Forbid");
        JsonNode pod = spec.at("/jobTemplate/spec/template/spec");
        // A podFailurePolicy is refused with any other restart policy.
        assertThat(pod.path("restartPolicy").asText()).isEqualTo("Never");
        JsonNode security = pod.path("securityContext");
        assertThat(names(security))
                .containsExactlyInAnyOrder("runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy");
        assertThat(security.path("fsGroup").asInt())
                .as("the group that the lake's volume is given to is the program's")
                .isEqualTo(security.path("runAsGroup").asInt());
        assertThat(security.path("fsGroupChangePolicy").asText()).isIn("OnRootMismatch", "Always");
        assertThat(spec.at("/jobTemplate/spec/activeDeadlineSeconds").asInt())
                .as("a pod that hangs is gone before the next night")
                .isBetween(3600, 86_399);
        JsonNode container = pod.path("containers").get(0);
        assertThat(container.path("image").asText()).isNotEmpty();
        assertThat(spec.at("/jobTemplate/spec/podFailurePolicy/rules/0/onExitCodes/containerName")
                        .asText())
                .isEqualTo(container.path("name").asText());
        List<String> volumes = new ArrayList<>();
        pod.path("volumes").forEach(v -> volumes.add(v.path("name").asText()));
        container
                .path("volumeMounts")
                .forEach(m -> assertThat(volumes).contains(m.path("name").asText()));

        String shell = container.path("args").get(0).asText();
        assertThat(shell).contains("--class " + Main.class.getName() + " /opt/dangol/jobs.jar run ");
        CommandLine.ParseResult parsed = parsed(shell);
        assertThat(parsed.commandSpec().name()).isEqualTo("run");
        assertThat(parsed.matchedOptionValue("--home", "")).isEqualTo("/lake");
    }

    /** Python itself says what the DAG's operators are called with, from its syntax tree; Airflow need not be there. */
    @Test
    void theAirflowDagIsPythonAndItsCommandsAreOurs() throws Exception {
        needs("python3", execute(List.of("python3", "--version")).exitCode() == 0);
        String script = """
                import ast, json, sys
                source = open(sys.argv[1]).read()
                compile(source, sys.argv[1], "exec")
                tree = ast.parse(source)
                names = {n.targets[0].id: n.value.value for n in ast.walk(tree)
                         if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)}
                def value(node):
                    if isinstance(node, ast.Constant): return node.value
                    if isinstance(node, ast.Name): return names[node.id]
                    if isinstance(node, ast.List): return [value(e) for e in node.elts]
                    if isinstance(node, ast.Dict): return {value(k): value(v) for k, v in zip(node.keys, node.values)}
                    return None
                calls = [{"call": n.func.id, **{k.arg: value(k.value) for k in n.keywords}}
                         for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
                print(json.dumps(calls))
                """;
        Outcome outcome = execute(List.of(
                "python3", "-c", script, DEPLOY.resolve("airflow/dangol_dag.py").toString()));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        Map<String, JsonNode> calls = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(outcome.text())
                .forEach(c -> calls.put(c.path("call").asText(), c));

        JsonNode timetable = calls.get("CronDataIntervalTimetable");
        CRON.parse(timetable.path("cron").asText()).validate();
        assertThat(calls.get("BashOperator").path("bash_command").asText())
                .as("the day that has ended, in the schedule's own zone")
                .contains("{{ data_interval_start.in_timezone('"
                        + timetable.path("timezone").asText() + "') | ds }}");
        assertThat(calls.get("DAG").path("max_active_runs").asInt()).isEqualTo(1);
        assertThat(calls.get("DAG").path("catchup").asBoolean(true))
                .as("runs of past days would turn readers back")
                .isFalse();
        assertThat(parsed(calls.get("BashOperator").path("bash_command").asText())
                        .commandSpec()
                        .name())
                .isEqualTo("run");
        JsonNode submit = calls.get("SparkSubmitOperator");
        assertThat(submit.path("java_class").asText()).isEqualTo(Main.class.getName());
        String checkout = calls.get("BashOperator").path("cwd").asText();
        assertThat(submit.path("application").asText())
                .as("where the build of the checkout puts it, with cluster-jars beside it")
                .isEqualTo(checkout + "/jobs/target/jobs.jar");
        assertThat(submit.path("driver_class_path").asText()).isEqualTo(checkout + "/jobs/target/lib/*");
        assertThat(submit.path("conf").path("spark.driver.extraJavaOptions").asText())
                .isEqualTo("-XX:-DontCompileHugeMethods");
        List<String> arguments = new ArrayList<>();
        submit.path("application_args").forEach(a -> arguments.add(day(a.asText())));
        assertThat(parse(arguments).commandSpec().name()).isEqualTo("run");
    }

    @Test
    void aWrongCommandLineWouldBeNoticed() {
        assertThatCode(() -> parsed("./dangol run --conf x.yaml --asof 2025-01-01"))
                .isInstanceOf(CommandLine.ParameterException.class);
        assertThatCode(() -> parsed("./dangol run --conf x.yaml")).isInstanceOf(CommandLine.ParameterException.class);
    }

    /** A machine without the program skips the test; the build server fails. */
    private static void needs(String program, boolean isHere) {
        assertThat(isHere || !"true".equals(System.getenv("CI"))).as(program).isTrue();
        assumeTrue(isHere, program + " is not here");
    }

    /** What our command line makes of the part of a shell's line that is for it. */
    private static CommandLine.ParseResult parsed(String shell) {
        Matcher ours = Pattern.compile("(?:\\S*/dangol|/opt/dangol/jobs\\.jar)\\s+(.*)", Pattern.DOTALL)
                .matcher(shell.replaceFirst("^cd \\S+ && ", ""));
        assertThat(ours.find()).as(shell).isTrue();
        String arguments = day(ours.group(1)).strip().replaceFirst("'$", "").replace("\"", "");
        return parse(List.of(arguments.split("\\s+")));
    }

    /** The day as shell or template would put it in. */
    private static String day(String text) {
        return text.replaceAll("\\$\\((?:TZ=\\S+ )?date -d yesterday \\+%F\\)|\\{\\{[^}]*\\| ds \\}\\}", "2025-06-10");
    }

    private static CommandLine.ParseResult parse(List<String> arguments) {
        return Main.line().parseArgs(arguments.toArray(String[]::new)).subcommand();
    }

    private static Map<String, Map<String, String>> unit(String name) throws IOException {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = null;
        for (String line : Files.readAllLines(DEPLOY.resolve("systemd").resolve(name))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.matches("\\[\\w+]")) {
                section = sections.computeIfAbsent(line.substring(1, line.length() - 1), s -> new LinkedHashMap<>());
                continue;
            }
            assertThat(line).matches("[A-Za-z]+=.+");
            assertThat(section).as("a section before " + line).isNotNull();
            section.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return sections;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private record Outcome(int exitCode, String text) {}

    private static Outcome execute(List<String> command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            return new Outcome(127, e.getMessage());
        }
    }
}
