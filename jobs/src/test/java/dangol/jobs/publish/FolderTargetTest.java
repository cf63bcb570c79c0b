package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.company.ConfigurationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing to a folder. */
class FolderTargetTest {
    private static final String NASTY = "O'Brien, \"the\nd\"\t\\N \r\n\ud55c\uae00\ud83d\ude00;";

    @TempDir
    Path folder;

    private Path release;
    private Path target;

    @BeforeEach
    void release() throws Exception {
        release = folder.resolve("shop.duckdb");
        target = folder.resolve("it's here/bi");
        write(1, NASTY);
    }

    private void write(long number, String category) throws Exception {
        try (SampleRelease sample = SampleRelease.begin(release, number)) {
            sample.row(
                    "gold.wallet_share",
                    "customer_key",
                    "a",
                    "category",
                    category,
                    "own_spend",
                    new BigDecimal("0.10"));
            sample.row(
                    "gold.wallet_share", "customer_key", "", "category", "tea", "own_spend", new BigDecimal("-1.00"));
            sample.finish();
        }
    }

    @Test
    void parquetHoldsTheSameRowsAndTheManifestSaysWhatIsThere() throws Exception {
        Published published = new FolderTarget(target, FolderTarget.Format.PARQUET).publish(release, List.of());
        assertThat(published.views()).isEqualTo(BiView.all().size());
        JsonNode manifest = manifest();
        assertThat(manifest.path("release").asInt()).isEqualTo(1);
        assertThat(manifest.path("as_of").asText()).isEqualTo("2025-12-31");
        assertThat(manifest.path("released_at").asText()).isEqualTo("2026-01-01T02:30:00Z");
        assertThat(manifest.path("tables"))
                .hasSize(SampleRelease.gold().size()
                        + MetaTable.values().length
                        + BiView.all().size());
        for (JsonNode table : manifest.path("tables")) {
            Path file = target.resolve(table.path("file").asText());
            byte[] bytes = Files.readAllBytes(file);
            assertThat(table.path("sha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            assertThat(table.path("bytes").asLong()).isEqualTo(bytes.length);
            assertThat(ask("SELECT count(*) FROM '" + quoted(file) + "'"))
                    .isEqualTo(table.path("rows").asText());
        }
        String file = quoted(target.resolve("gold.wallet_share.parquet"));
        assertThat(ask("SELECT category FROM '" + file + "' WHERE own_spend = 0.10"))
                .isEqualTo(NASTY);
        assertThat(ask("SELECT typeof(own_spend) FROM '" + file + "'")).isEqualTo("DECIMAL(28,2)");
        assertThat(ask("SELECT count(*) FROM '" + file + "' WHERE wallet IS NULL"))
                .isEqualTo("2");
    }

    @Test
    void csvTellsNullFromAnEmptyText() throws Exception {
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of("gold.wallet_share"));
        String text = Files.readString(target.resolve("gold.wallet_share.csv"));
        assertThat(text).startsWith("customer_key,category,quarter,own_spend,elsewhere_spend,");
        assertThat(text).contains("\"O'Brien, \"\"the\nd\"\"", "\"\",tea,2025-01-01,-1.00,,");
        assertThat(target.resolve("gold.churn.csv")).doesNotExist();
        assertThat(target.resolve("bi.dim_category.csv")).exists();
        assertThat(target.resolve("bi.dim_date.csv")).doesNotExist();
    }

    @Test
    void theNextPublishTakesThePlaceOfTheFolderAlsoAfterAKill() throws Exception {
        FolderTarget published = new FolderTarget(target, FolderTarget.Format.CSV);
        published.publish(release, List.of());
        // Killed while it wrote, and killed between the two renames.
        Files.createDirectories(target.resolveSibling(".bi.dangol-next"));
        Files.writeString(target.resolveSibling(".bi.dangol-next").resolve("half.csv"), "half");
        Files.move(target, target.resolveSibling(".bi.dangol-old"));
        write(2, "coffee");
        new FolderTarget(target, FolderTarget.Format.PARQUET).publish(release, List.of("wallet_share"));
        assertThat(manifest().path("release").asInt()).isEqualTo(2);
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("bi", ".bi.dangol-lock");
        }
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .doesNotContain("half.csv", "gold.churn.csv")
                    .contains("gold.wallet_share.parquet");
        }
    }

    @Test
    void aFolderOfSomebodyElseIsLeftAlone() throws Exception {
        Files.createDirectories(target);
        Files.writeString(target.resolve("thesis.txt"), "years of work");
        for (String manifest : List.of("", "{}")) {
            if (!manifest.isEmpty()) {
                Files.writeString(target.resolve("manifest.json"), manifest);
            }
            assertThatThrownBy(() -> new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("it holds what belongs to no published release");
        }
        assertThat(target.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    void aFileThatSomebodyPutIntoAPublishedFolderIsLeftAlone() throws Exception {
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        Files.writeString(target.resolve("notes.txt"), "mine");
        write(2, "coffee");
        assertThatThrownBy(() -> new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("such as 'notes.txt'")
                .hasMessageContaining("Name a new or an empty folder");
        assertThat(target.resolve("notes.txt")).hasContent("mine");
        assertThat(manifest().path("release").asInt()).isEqualTo(1);
        Files.delete(target.resolve("notes.txt"));
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        assertThat(manifest().path("release").asInt()).isEqualTo(2);
    }

    /** Else whoever looks into a report on a share would keep back every later one. */
    @Test
    void whatAFileManagerLeavesIsNobodysWork() throws Exception {
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        for (String left : List.of(".DS_Store", "._manifest.json", "Thumbs.db", "desktop.ini")) {
            Files.writeString(target.resolve(left), "looked at");
        }
        write(2, "coffee");
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        assertThat(manifest().path("release").asInt()).isEqualTo(2);
        assertThat(target.resolve(".DS_Store")).doesNotExist();
    }

    @Test
    void theReleaseOfAnotherCompanyIsLeftAlone() throws Exception {
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        Path manifest = target.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("corner_shop", "mill"));
        assertThatThrownBy(() -> new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company 'mill' published there, and this release is of 'corner_shop'");
        assertThat(manifest().path("company").asText()).isEqualTo("mill");
        assertThat(target.resolveSibling(".bi.dangol-next")).doesNotExist();
    }

    /** Found when it is written and about to be shown: what was killed between the two renames is put back first. */
    @Test
    void whatIsThereOnlyWhenTheFolderIsToBeShownIsLeftAlone() throws Exception {
        new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of());
        Files.writeString(target.resolve("notes.txt"), "mine");
        Files.move(target, target.resolveSibling(".bi.dangol-old"));
        assertThatThrownBy(() -> new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("such as 'notes.txt'");
        assertThat(target.resolve("notes.txt")).hasContent("mine");
        assertThat(target.resolveSibling(".bi.dangol-next")).doesNotExist();
    }

    @Test
    void twoAtOnceDoNotMix() throws Exception {
        Files.createDirectories(target.getParent());
        try (FileChannel other = FileChannel.open(
                        target.resolveSibling(".bi.dangol-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> new FolderTarget(target, FolderTarget.Format.CSV).publish(release, List.of()))
                    .isInstanceOf(TargetBusyException.class)
                    .hasMessageContaining("Another publish writes");
        }
    }

    @Test
    void aUrlWithAPasswordOrWithoutADatabaseIsRefusedWithoutRepeatingIt() {
        for (String url : List.of(
                "postgresql://me:hunter2@db/shop",
                "postgresql://me@db/shop?password=hunter2",
                "postgresql://hunter2")) {
            assertThatThrownBy(() -> PostgresUrl.typed(url, Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageNotContaining("hunter2");
        }
        PostgresUrl url =
                PostgresUrl.typed("postgresql://a%40b@db:5433/shop?sslmode=require", Map.of("PGPASSWORD", "hunter2"));
        assertThat(url.user()).isEqualTo("a@b");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db:5433/shop?sslmode=require");
        assertThat(url.password()).isEqualTo("hunter2");
        assertThat(url.toString()).isEqualTo("postgresql://a@b@db:5433/shop");
        assertThat(PostgresUrl.configured("postgresql://me:s%3Acret@db/shop", "", Map.of())
                        .password())
                .isEqualTo("s:cret");
    }

    private JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(target.resolve("manifest.json").toFile());
    }

    private static String quoted(Path file) {
        return file.toString().replace("'", "''");
    }

    private static String ask(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
