package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a home's files, here of a home on the local disk that is treated as if it were elsewhere. */
class FileCopiesTest {
    @TempDir
    Path folder;

    private Path home;
    private FileCopies copies;

    @BeforeEach
    void folders() throws IOException {
        home = Files.createDirectories(folder.resolve("the lake 단골"));
        copies = newCopies();
    }

    private FileCopies newCopies() {
        return new FileCopies(Folder.of(home.toString(), new Configuration(false)), folder.resolve("cache"));
    }

    @Test
    void aPublishedFileIsFoundByOthersAndCopiedOnceForEachContent() throws IOException {
        assertThat(copies.find("shop.duckdb")).isEmpty();
        publish("first");
        assertThat(home.resolve("shop.duckdb")).hasContent("first");
        Path copy = copies.find("shop.duckdb").orElseThrow();
        assertThat(copy).hasContent("first");
        assertThat(newCopies().find("shop.duckdb")).contains(copy);

        publish("second one");
        Path next = newCopies().find("shop.duckdb").orElseThrow();
        assertThat(next).hasContent("second one").isNotEqualTo(copy);
        assertThat(copy).doesNotExist();

        // Another machine replaced it.
        Files.writeString(home.resolve("shop.duckdb"), "third, elsewhere");
        assertThat(newCopies().find("shop.duckdb").orElseThrow()).hasContent("third, elsewhere");
        assertThat(names()).hasSize(1);
    }

    @Test
    void dataFilesAreCopiedOnceAndForgottenWhenAReleaseNoLongerNeedsThem() throws IOException {
        List<String> both =
                List.of(data("gold/churn/as_of_date=2025-06-30/a b.parquet", "a"), data("gold/churn/b.parquet", "b"));
        List<Path> local = copies.data(both);
        assertThat(local.get(0)).hasContent("a");
        assertThat(local.get(0).getParent().getFileName()).hasToString("as_of_date=2025-06-30");
        publish("release 1");
        assertThat(local).allMatch(Files::exists);

        // A file with the same name is the same file: Delta never writes to one again.
        Files.writeString(home.resolve("gold/churn/b.parquet"), "changed");
        FileCopies later = newCopies();
        assertThat(later.data(List.of(both.get(1))).get(0)).hasContent("b");
        Files.writeString(later.workFolder().resolve("draft"), "release 2");
        later.publish(later.workFolder().resolve("draft"), "shop.duckdb");
        assertThat(local.get(0)).doesNotExist();
        assertThat(local.get(1)).exists();
    }

    @Test
    void aMissingDataFileSaysWhereItComesBackFrom() {
        String lost = home.resolve("gold/churn/lost.parquet").toUri().toString();
        assertThatThrownBy(() -> copies.data(List.of(lost)))
                .hasMessageContaining("lost.parquet is missing in the lake")
                .hasMessageContaining("backup");
    }

    private String data(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return file.toUri().toString();
    }

    private void publish(String content) throws IOException {
        Path made = Files.writeString(copies.workFolder().resolve("draft"), content);
        copies.publish(made, "shop.duckdb");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(copies.workFolder())) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.startsWith("shop.duckdb"))
                    .toList();
        }
    }
}
