package dangol.jobs.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Trees;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An interactive Jupyter whose kernel named {@code java} has this program's class path and options. What Jupyter is told of the kernel
 * lies in a folder of its own, so nothing of the user's settings is changed.
 */
public final class Jupyter {
    private static final String GROUP = "io.github.padreati";
    private static final String ARTIFACT = "rapaio-jupyter-kernel";
    private static final String VERSION = "3.0.1";
    private static final String MAIN = "org.rapaio.jupyter.kernel.MainApp";
    /** The kernel takes texts for HTML; a table would run together, and what stands in the data would be markup. */
    private static final String FIRST =
            "org.rapaio.jupyter.kernel.global.Global.options().display().defaultMime(\"text/plain\");\n";
    /** The newer one first. */
    private static final List<String> FRONT_ENDS = List.of("jupyter-lab", "jupyter-notebook");

    /** What Jupyter gets to end its kernels. */
    private static final long LAST_SECONDS = 10;

    private final Company company;
    private final Path root;
    private final String path;

    /**
     * @param root the project's folder, with {@code notebooks} and {@code mvnw} in it
     * @param path where programs are looked for, as in the environment's {@code PATH}
     */
    public Jupyter(Company company, Path root, String path) {
        this.company = company;
        this.root = root.toAbsolutePath().normalize();
        this.path = path;
    }

    /**
     * Starts it and waits for its end.
     *
     * @return its exit code
     * @throws ConfigurationException when Jupyter is not installed, or the kernel is missing and cannot be fetched
     */
    public int work() {
        Path program = frontEnd();
        try {
            Path settings = Files.createTempDirectory("dangol-jupyter");
            try {
                kernel(settings, fetchedKernel());
                ProcessBuilder jupyter = new ProcessBuilder(program.toString())
                        .directory(root.resolve("notebooks").toFile())
                        .inheritIO();
                String others = jupyter.environment().get("JUPYTER_PATH");
                jupyter.environment()
                        .put("JUPYTER_PATH", settings + (others == null ? "" : File.pathSeparator + others));
                return endedWithThisProcess(jupyter.start(), settings).waitFor();
            } finally {
                Trees.remove(settings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Jupyter cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Jupyter was running.", e);
        }
    }

    /** Jupyter itself asks whether a Ctrl-C was meant, and would go on with neither terminal nor kernel's settings. */
    private static Process endedWithThisProcess(Process jupyter, Path settings) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            jupyter.destroy();
            try {
                if (jupyter.waitFor(LAST_SECONDS, TimeUnit.SECONDS)) {
                    Trees.remove(settings);
                }
            } catch (IOException e) {
                // A few small files stay in the folder for temporary ones.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return jupyter;
    }

    private Path frontEnd() {
        return FRONT_ENDS.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "notebook",
                        "there is no Jupyter on the PATH.",
                        "Install it (Debian and Ubuntu: apt install jupyter-notebook; elsewhere: pip install jupyterlab), or run "
                                + "the notebooks without it: ./dangol notebook --run notebooks/*.ipynb"));
    }

    /** The kernel's library: the one that was fetched before, or fetched now with the Maven of the project. */
    private Path fetchedKernel() throws IOException, InterruptedException {
        Path folder = root.resolve("jobs/target/kernel");
        Path jar = folder.resolve(ARTIFACT + "-" + VERSION + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Path maven = root.resolve("mvnw");
        if (Files.isExecutable(maven)) {
            System.err.println("Fetching the Java kernel, once …");
            // Maven downloads to a name of its own and renames; a copy that was stopped is no kernel, so it is made
            // beside.
            Path draft = root.resolve("jobs/target/kernel.next");
            int exit = new ProcessBuilder(
                            maven.toString(),
                            "-q",
                            "-B",
                            "-N",
                            "dependency:copy",
                            "-Dartifact=" + GROUP + ":" + ARTIFACT + ":" + VERSION,
                            "-DoutputDirectory=" + draft)
                    .directory(root.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/stderr")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exit == 0) {
                Files.createDirectories(folder);
                Files.move(draft.resolve(jar.getFileName()), jar, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(draft);
                return jar;
            }
        }
        throw new ConfigurationException(
                "notebook",
                "the Java kernel " + GROUP + ":" + ARTIFACT + ":" + VERSION + " is not here and could not be fetched.",
                "Put its file at " + jar + ".");
    }

    /** Writes what Jupyter reads of a kernel: how to start it. */
    void kernel(Path settings, Path jar) throws IOException {
        List<String> start = new ArrayList<>();
        start.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The options of this process: those that Spark needs, the heap, the time zone.
        start.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        NotebookRuns.told(company).forEach((name, value) -> start.add("-D" + name + "=" + absolute(value)));
        start.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + jar,
                KernelProcess.class.getName(),
                MAIN,
                "{connection_file}"));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("display_name", "Java (Dangol, " + company.name() + ")");
        spec.put("language", "java");
        spec.put("interrupt_mode", "message");
        spec.put("argv", start);
        spec.put(
                "env",
                Map.of(
                        "RJK_INIT_SCRIPT",
                        Files.writeString(settings.resolve("first.jsh"), FIRST).toString()));
        Path folder = Files.createDirectories(settings.resolve("kernels").resolve("java"));
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("kernel.json").toFile(), spec);
    }

    /** Jupyter starts kernels in the folder of the notebook, where relative places mean something else. */
    private static String absolute(String place) {
        return place.contains(":/")
                ? place
                : Path.of(place).toAbsolutePath().normalize().toString();
    }
}
