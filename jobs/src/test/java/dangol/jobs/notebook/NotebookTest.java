package dangol.jobs.notebook;

import static dangol.jobs.CommandLine.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.jobs.CommandLine.Outcome;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.publish.SampleRelease;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks without Jupyter and without Spark: what a page shows, what a broken cell says, how the repository keeps them. */
class NotebookTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPEN = "import dangol.jobs.notebook.*;\nLakehouse lake = Lakehouse.open();";
    private static final String COMPANY = """
            company: shop
            time_zone: Asia/Seoul
            currency: KRW
            sources: FOLDER
            home: FOLDER/lake
            feeds:
              sales: {files: 'sales*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    @TempDir
    private static Path folder;

    private static Path conf;

    @BeforeAll
    static void release() throws Exception {
        conf = Files.writeString(folder.resolve("shop.yaml"), COMPANY.replace("FOLDER", folder.toString()));
        Path home = Files.createDirectories(folder.resolve("lake"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + home.resolve("shop.duckdb"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA gold");
            statement.execute("CREATE TABLE gold.sold AS SELECT * FROM (VALUES "
                    + "(DATE '2025-01-01', '</script><script>alert(1)</script>', 1234567.5), "
                    + "(DATE '2025-02-01', 'plain', NULL)) t(month, segment, spend)");
        }
    }

    private static Path notebook(String name, String... cells) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("nbformat", 4).put("nbformat_minor", 5);
        root.putObject("metadata");
        ArrayNode all = root.putArray("cells");
        all.addObject()
                .put("cell_type", "markdown")
                .put("source", "# " + name + " <script>alert(2)</script>\n\n[link](javascript:alert(3)) and *words*");
        for (String cell : cells) {
            ObjectNode code = all.addObject().put("cell_type", "code");
            ArrayNode lines = code.putArray("source");
            cell.lines().forEach(line -> lines.add(line + "\n"));
            code.putArray("outputs").addObject().put("output_type", "stream").put("text", "of before");
            code.put("execution_count", 7);
        }
        return Files.writeString(folder.resolve(name + ".ipynb"), root.toString());
    }

    private static Outcome run(Path out, Path... notebooks) {
        List<String> arguments =
                new ArrayList<>(List.of("notebook", "--run", "--conf", conf.toString(), "--out", out.toString()));
        Stream.of(notebooks).forEach(n -> arguments.add(n.toString()));
        return execute(arguments.toArray(String[]::new));
    }

    private static String page(String name, String... cells) throws IOException {
        Path out = folder.resolve("pages");
        Outcome outcome = run(out, notebook(name, cells));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains(out.resolve(name + ".html").toUri().toString());
        return Files.readString(out.resolve(name + ".html"));
    }

    @Test
    void aPageShowsTextsCodeAndWhatCellsGaveInTheirOrder() throws IOException {
        String page = page(
                "order",
                OPEN,
                "System.out.println(\"printed first\");\nNotebook.show(\"shown second\");\n// a remark\nint three = 3;\nthree",
                "three + 1;",
                "lake.sql(\"SELECT month, spend FROM sold ORDER BY month\")");

        assertThat(page).contains("<em>words</em>").contains("int three = 3;");
        assertThat(page.indexOf("<pre tabindex=\"0\">printed first</pre>"))
                .isPositive()
                .isLessThan(page.indexOf("<pre tabindex=\"0\">shown second</pre>"));
        assertThat(page).contains("<pre tabindex=\"0\">3</pre>").doesNotContain("<pre tabindex=\"0\">4</pre>");
        assertThat(page).contains("<td>2025-01-01</td><td class=\"number\">1,234,567.5</td>");
        assertThat(page).contains("<td>2025-02-01</td><td class=\"number\">–</td>");
    }

    @Test
    void whatStandsInTheDataIsNeverMarkup() throws IOException {
        String page = page(
                "escaped",
                OPEN,
                "Rows rows = lake.sql(\"SELECT * FROM sold ORDER BY month\");\nrows",
                "rows.bars(\"segment\", \"spend\").titled(\"<script>alert(4)</script>\")",
                "rows.heat(\"segment\", \"month\", \"spend\")",
                "rows.linesOfEach(\"segment\", \"month\", \"spend\")",
                "System.out.println(\"<script>alert(5)</script>\")");

        assertThat(page).doesNotContain("<script>alert").doesNotContain("javascript:alert");
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(1)").contains("\\u003c/script\\u003e");
        assertThat(page).contains("data-chart=\"chart3\"");
        assertThat(page).as("nothing is fetched").doesNotContain("<script src").doesNotContain("<link");
    }

    @Test
    void aBrokenCellFailsWithItsPlaceAndTheCompilersWordsAndTheOthersRun() throws IOException {
        Path out = folder.resolve("broken");
        Path wrong =
                notebook("wrong", "int a = 1;", "\n// a remark\nint b = a;\nint c = \"x\";\nint d = 4;", "int e = 5;");
        Path good = notebook("good", "1 + 1");

        Outcome outcome = run(out, wrong, good);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(wrong + ", code cell 2, line 4: it does not compile: "
                        + "incompatible types: java.lang.String cannot be converted to int")
                .contains("| int c = \"x\";")
                .doesNotContain("Exception");
        assertThat(outcome.out()).contains("good.html");
        try (Stream<Path> pages = Files.list(out)) {
            assertThat(pages).containsExactly(out.resolve("good.html"));
        }
    }

    @Test
    void anExceptionFailsWithTheLineItCameFromAndThePageOfBeforeStays() throws IOException {
        Path out = folder.resolve("thrown");
        run(out, notebook("thrown", "\"whole\""));
        String before = Files.readString(out.resolve("thrown.html"));

        Outcome outcome = run(
                out,
                notebook(
                        "thrown",
                        "void fall() {\n    int a = 1;\n    throw new IllegalStateException(\"of the cell\");\n}",
                        "\nint b = 2;\nfall();",
                        "b"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("thrown.ipynb, code cell 2, line 3: IllegalStateException: of the cell")
                .contains("| fall();");
        assertThat(out.resolve("thrown.html")).hasContent(before);
    }

    @Test
    void whatNoCellDefinesAndWhatTheReleaseLacksBreaksACell() throws IOException {
        Path out = folder.resolve("lacking");
        Outcome outcome = run(
                out,
                notebook("method", "void f() {\n    missing(1);\n}"),
                notebook("half", "int a = (1 +"),
                notebook("column", OPEN, "lake.sql(\"SELECT nothing FROM sold\")"),
                notebook("plot", OPEN, "lake.sql(\"SELECT spend FROM sold\").bars(\"month\", \"spend\")"),
                notebook("truth", OPEN, "lake.withTruth()"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "method.ipynb, code cell 1, line 1: it does not compile: f uses method missing(int), which no cell")
                .contains("half.ipynb, code cell 1, line 1: it does not compile: reached end of file")
                .contains("column.ipynb, code cell 2, line 1: SQL: ")
                .contains("plot.ipynb, code cell 2, line 1: IllegalArgumentException: There is no column 'month'; "
                        + "the columns are: spend.")
                .contains("truth.ipynb, code cell 2, line 1: ", "there is no truth about company 'shop'");
        assertThat(out).doesNotExist();
    }

    @Test
    void wrongUsageEndsWithTwoAndSaysWhatToDo() throws IOException {
        assertThat(run(folder.resolve("none")).err()).contains("no notebook is named");
        assertThat(run(folder.resolve("none")).exitCode()).isEqualTo(2);
        Outcome missing = run(folder.resolve("none"), folder.resolve("none.ipynb"));
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("none.ipynb: there is no such file");
        Outcome text = run(folder.resolve("none"), conf);
        assertThat(text.exitCode()).isEqualTo(2);
        Outcome noRun = execute("notebook", "--conf", conf.toString(), "x.ipynb");
        assertThat(noRun.exitCode()).isEqualTo(2);
        assertThat(noRun.err()).contains("./dangol notebook --run x.ipynb");
    }

    @Test
    void strippingTakesTheOutputsAndNothingElse() throws IOException {
        Path notebook = notebook("stripped", "int a = 1;\na");
        JsonNode before = JSON.readTree(Files.readString(notebook));

        assertThat(execute("notebook", "--strip", notebook.toString()).out()).contains(": stripped");

        String stripped = Files.readString(notebook);
        assertThat(outputs(JSON.readTree(stripped))).isEmpty();
        assertThat(JSON.readTree(stripped).get("cells").get(1).get("source"))
                .isEqualTo(before.get("cells").get(1).get("source"));
        assertThat(execute("notebook", "--strip", notebook.toString()).out()).contains("nothing to strip");
        assertThat(notebook).hasContent(stripped);
    }

    @Test
    void theRepositoryKeepsNotebooksOfFormatFourForTheJavaKernelWithoutOutputs() throws IOException {
        List<Path> notebooks;
        try (Stream<Path> files = Files.list(Path.of("..", "notebooks"))) {
            notebooks =
                    files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
        }
        assertThat(notebooks).hasSizeGreaterThanOrEqualTo(5);
        for (Path notebook : notebooks) {
            JsonNode root = JSON.readTree(Files.readString(notebook));
            assertThat(root.get("nbformat").asInt()).isEqualTo(4);
            assertThat(root.get("nbformat_minor").asInt()).isEqualTo(5);
            assertThat(root.at("/metadata/kernelspec/name").asText()).isEqualTo("java");
            assertThat(root.at("/metadata/language_info/name").asText()).isEqualTo("Java");
            assertThat(outputs(root))
                    .as("./dangol notebook --strip " + notebook + " takes the outputs out")
                    .isEmpty();
            Set<String> ids = new HashSet<>();
            for (JsonNode cell : root.get("cells")) {
                assertThat(cell.path("cell_type").asText()).isIn("markdown", "code");
                assertThat(cell.path("metadata").isObject()).isTrue();
                assertThat(cell.path("source").isArray()).isTrue();
                assertThat(cell.path("id").asText()).matches("[a-zA-Z0-9-_]{1,64}");
                assertThat(ids.add(cell.get("id").asText()))
                        .as("id " + cell.get("id"))
                        .isTrue();
            }
            String texts = root.get("cells").toString();
            assertThat(texts)
                    .as(notebook + " says what its figures mean")
                    .contains("**Reading it.**", "**What it cannot say.**");
        }
    }

    /** A company that has just begun, and one of more categories than lines can be told apart. */
    @Test
    void walletSharesAreReadOfEveryCompany() throws Exception {
        Path notebook = Path.of("..", "notebooks", "04_wallet_share.ipynb");
        for (int categories : List.of(0, 9)) {
            Path home = Files.createDirectories(folder.resolve("of" + categories));
            try (SampleRelease sample = SampleRelease.begin(home.resolve("shop.duckdb"), 1)) {
                for (int i = 1; i <= categories; i++) {
                    Object[] wallet = {"customer_key", "k", "category", "category " + i, "is_complete", true};
                    sample.row("gold.wallet_share", wallet);
                    sample.row(
                            "gold.wallet_share_summary",
                            "segment",
                            "all",
                            "category",
                            "category " + i,
                            "brand",
                            "own",
                            "wallet",
                            new BigDecimal(i),
                            "share_of_sums",
                            0.5);
                }
                sample.finish();
            }
            Path out = folder.resolve("wallets" + categories);
            Outcome outcome = execute(
                    "notebook",
                    "--run",
                    "--conf",
                    conf.toString(),
                    "--home",
                    home.toString(),
                    "--out",
                    out.toString(),
                    notebook.toString());
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.exitCode()).isZero();
            String page = Files.readString(out.resolve("04_wallet_share.html"));
            if (categories > 0) {
                String trend =
                        page.substring(page.indexOf("How has it moved?"), page.indexOf("Where is money to be won?"));
                assertThat(trend).contains("category 9", "category 3").doesNotContain("category 2<");
            }
        }
    }

    /** Where code cells hold outputs or say that they ran. */
    private static List<String> outputs(JsonNode root) {
        List<String> found = new ArrayList<>();
        for (JsonNode cell : root.get("cells")) {
            if (cell.get("cell_type").asText().equals("code")
                    && !(cell.path("outputs").isArray()
                            && cell.path("outputs").isEmpty()
                            && cell.path("execution_count").isNull())) {
                found.add(cell.path("source").toString());
            }
        }
        return found;
    }

    @Test
    void withoutJupyterItSaysHowToInstallIt() {
        Company company = CompanyReader.read(conf);

        assertThatThrownBy(() -> new Jupyter(company, folder, folder.toString()).work())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no Jupyter on the PATH")
                .hasMessageContaining("apt install jupyter-notebook")
                .hasMessageContaining("pip install jupyterlab");
    }

    @Test
    void jupyterIsToldOfTheKernelInAFolderOfItsOwnThatIsGoneAfterwards() throws IOException {
        Path root = folder.resolve("project");
        Files.createDirectories(root.resolve("notebooks"));
        Path kernel = Files.createDirectories(root.resolve("jobs/target/kernel"));
        Files.writeString(kernel.resolve("rapaio-jupyter-kernel-3.0.1.jar"), "");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path seen = folder.resolve("seen");
        // Stands for Jupyter: keeps what it was told.
        Path program = Files.writeString(
                bin.resolve("jupyter-notebook"),
                "#!/bin/sh\npwd > " + seen + ".folder\necho \"${JUPYTER_PATH%%:*}\" > " + seen + ".path\n"
                        + "cp \"${JUPYTER_PATH%%:*}/kernels/java/kernel.json\" " + seen + ".json\nexit 3\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        int exitCode = new Jupyter(CompanyReader.read(conf), root, folder + ":" + bin).work();

        assertThat(exitCode).isEqualTo(3);
        assertThat(Path.of(Files.readString(Path.of(seen + ".folder")).strip()))
                .isEqualTo(root.resolve("notebooks").toRealPath());
        assertThat(Path.of(Files.readString(Path.of(seen + ".path")).strip())).doesNotExist();
        JsonNode spec = JSON.readTree(Files.readString(Path.of(seen + ".json")));
        assertThat(spec.get("language").asText()).isEqualTo("java");
        List<String> start = JSON.convertValue(
                spec.get("argv"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
        assertThat(start)
                .startsWith(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .contains("-D" + Lakehouse.CONF + "=" + conf, "-D" + Lakehouse.HOME + "=" + folder.resolve("lake"))
                .endsWith("{connection_file}");
        assertThat(start).containsSubsequence("-cp", KernelProcess.class.getName(), "{connection_file}");
        assertThat(start.get(start.indexOf("-cp") + 1))
                .startsWith(System.getProperty("java.class.path"))
                .endsWith("rapaio-jupyter-kernel-3.0.1.jar");
    }

    /** Stands for the kernel: the thread that answers ends at once, the others would go on for ever. */
    static final class AskedTooEarly {
        public static void main(String[] arguments) throws InterruptedException {
            Thread answering = new Thread(
                    () -> {
                        throw new IllegalStateException("no handlers yet for " + arguments[0]);
                    },
                    "Shell-0");
            answering.start();
            Thread.sleep(60_000);
        }
    }

    @Test
    void aKernelThatCannotAnswerEndsSoThatJupyterStartsAnother() throws IOException, InterruptedException {
        Path said = folder.resolve("kernel.err");
        Process kernel = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KernelProcess.class.getName(),
                        AskedTooEarly.class.getName(),
                        "connection.json")
                .redirectError(said.toFile())
                .start();

        assertThat(kernel.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kernel.exitValue()).isEqualTo(1);
        assertThat(said).content().contains("no handlers yet for connection.json", "it starts again");
    }

    @Test
    void theLakehouseForgetsWhatItWasToldAfterARun() throws IOException {
        Map<String, String> told = NotebookRuns.told(CompanyReader.read(conf));
        page("told", OPEN, "System.getProperty(\"" + Lakehouse.HOME + "\")");

        assertThat(told).containsEntry(Lakehouse.CONF, conf.toString());
        assertThat(told.keySet())
                .allSatisfy(name -> assertThat(System.getProperty(name)).isNull());
    }
}
