package dangol.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.TestRuns;
import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.LocalFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB files that take the place of the one that readers open. */
class PublishedFilesTest {
    @TempDir
    Path home;

    /** A reader who opened the file for writing, in spite of all advice, and was killed. */
    @Test
    void whatSomebodyWroteToTheFileIsNotTakenForTheNextOnes() throws Exception {
        Company company = TestRuns.example("cdnow", home, home);
        Folder folder = Folder.of(home.toString(), new Configuration(false));
        LocalFiles files = LocalFiles.of(folder);
        PublishedFiles published = PublishedFiles.of(folder, company);
        Path shown = home.resolve("cdnow.duckdb");

        write(shown, 1);
        published.keep(1);
        scribble(shown);
        Path made = home.resolve(".cdnow.duckdb.2");
        write(made, 2);
        files.publish(made, "cdnow.duckdb");
        assertThat(release(shown)).as("a new release").isEqualTo(2);

        scribble(shown);
        published.show(1);
        assertThat(release(shown)).as("after a rollback").isEqualTo(1);

        scribble(shown);
        write(home.resolve(PublishedFiles.heldName(company)), 3);
        // What a reader spills is none of our business.
        Path spilled = Files.createDirectories(home.resolve("cdnow.duckdb.tmp")).resolve("part");
        Files.writeString(spilled, "rows");
        published.showHeld(company);
        assertThat(release(shown)).as("forced").isEqualTo(3);
        assertThat(spilled).exists();
    }

    private static void write(Path file, long release) throws SQLException {
        execute(file, "CREATE TABLE release AS SELECT " + release + " AS release");
    }

    private static void scribble(Path file) throws SQLException {
        execute(
                file,
                "PRAGMA disable_checkpoint_on_shutdown",
                "CREATE TABLE notes AS SELECT 'mine' AS note",
                "UPDATE release SET release = 77");
        assertThat(file.resolveSibling(file.getFileName() + ".wal")).exists();
    }

    private static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long release(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, ReleaseQuery.readOnly());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT release FROM release")) {
            result.next();
            return result.getLong(1);
        }
    }
}
