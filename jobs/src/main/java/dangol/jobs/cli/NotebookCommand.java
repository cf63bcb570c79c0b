package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.notebook.Jupyter;
import dangol.jobs.notebook.NotebookRuns;
import dangol.jobs.publish.ReleaseQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code notebook}: notebooks in Java on the last release, in Jupyter or without it. */
@Command(
        name = "notebook",
        mixinStandardHelpOptions = true,
        description =
                "Start Jupyter in notebooks/ with a Java kernel that reads the last release; with --run, run notebooks "
                        + "without Jupyter and write a page of HTML of each. A broken cell ends its notebook, writes no page and makes the "
                        + "exit code 1.")
final class NotebookCommand implements Callable<Integer> {
    @Option(
            names = "--conf",
            paramLabel = "FILE",
            defaultValue = "conf/demo.yaml",
            description = "The company's YAML (default: ${DEFAULT-VALUE}).")
    Path conf;

    @Mixin
    PlacesOption places;

    @ArgGroup(exclusive = true)
    Headless headless;

    /** What is done without Jupyter. */
    static final class Headless {
        @Option(names = "--run", required = true, description = "Run the notebooks that are named, without Jupyter.")
        boolean run;

        @Option(
                names = "--strip",
                required = true,
                description = "Take the outputs out of the notebooks that are named, as the repository keeps them.")
        boolean strip;
    }

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "report/notebooks",
            description = "Folder of the pages that --run writes (default: ${DEFAULT-VALUE}).")
    Path out;

    @Parameters(paramLabel = "NOTEBOOK", arity = "0..*", description = "Files of --run and --strip.")
    List<Path> files = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (headless == null) {
            refuseFiles();
            return new Jupyter(places.read(conf), root(), System.getenv().getOrDefault("PATH", "")).work() == 0
                    ? 0
                    : Main.FAILED;
        }
        if (files.isEmpty()) {
            throw new ConfigurationException(
                    "notebook",
                    "no notebook is named.",
                    "Name some: ./dangol notebook " + (headless.run ? "--run" : "--strip") + " notebooks/*.ipynb");
        }
        return headless.run ? run() : strip();
    }

    private void refuseFiles() {
        if (!files.isEmpty()) {
            throw new ConfigurationException(
                    "notebook " + files.get(0),
                    "Jupyter opens the folder of notebooks, no single file.",
                    "Leave the file out, or run it without Jupyter: ./dangol notebook --run " + files.get(0));
        }
    }

    private int run() {
        Company company = places.read(conf);
        ReleaseQuery.open(company, Map.of()).close();
        return new NotebookRuns(company, out, System.out::println, System.err::println).run(files) == 0
                ? 0
                : Main.FAILED;
    }

    private int strip() throws IOException {
        for (Path file : files) {
            System.out.println(file + (NotebookRuns.strip(file) ? ": stripped" : ": nothing to strip"));
        }
        return 0;
    }

    /** The project's folder: the launcher names it. */
    private static Path root() {
        return Path.of(System.getProperty("dangol.root", ""));
    }
}
