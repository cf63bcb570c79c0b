package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.StageSchema;
import dangol.contract.TableId;
import dangol.jobs.TestRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LakeTest {
    private static final TableId TABLE = TableId.state("key_use");

    @TempDir
    Path home;

    /** A disk that is full, or a kill, between the first folder of a table and its first commit. */
    @Test
    void aLogWithoutACommitIsNoTableAndBecomesOne() throws IOException {
        SparkSession spark = TestRuns.spark();
        Lake lake =
                new Lake(spark, Folder.of(home.toString(), spark.sparkContext().hadoopConfiguration()));
        Files.createDirectories(
                home.resolve("state").resolve("key_use").resolve("_delta_log").resolve("_staged_commits"));
        assertThat(lake.exists(TABLE)).isFalse();
        lake.replace(TABLE, spark.createDataFrame(List.of(), StageSchema.of(TABLE)));
        assertThat(lake.exists(TABLE)).isTrue();
        assertThat(lake.read(TABLE).count()).isZero();
    }
}
