package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.jobs.company.ConfigurationException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final String ZONE = "spark.sql.session.timeZone";

    @Test
    void settingsOfAClusterForOtherProgramsChangeNoFigure() {
        SparkConf given = new SparkConf(false)
                .set(ZONE, "Asia/Seoul")
                .set("spark.sql.ansi.enabled", "false")
                .set("spark.sql.legacy.timeParserPolicy", "LEGACY")
                .set("spark.sql.extensions", "org.example.Theirs,io.delta.sql.DeltaSparkSessionExtension")
                .set("spark.jars", "theirs.jar")
                .set("spark.executor.defaultJavaOptions", "-Xss4m")
                .set("spark.sql.shuffle.partitions", "64");
        Map<String, String> chosen = Sessions.chosen(false, given, Map.of("spark.executor.memory", "4g"));
        assertThat(chosen)
                .containsEntry(ZONE, "UTC")
                .containsEntry("spark.sql.ansi.enabled", "true")
                .containsEntry("spark.sql.legacy.timeParserPolicy", "CORRECTED")
                .containsEntry("spark.executor.memory", "4g")
                .doesNotContainKey("spark.sql.shuffle.partitions");
        assertThat(chosen.get("spark.sql.extensions").split(","))
                .containsExactly(
                        "org.example.Theirs",
                        "io.delta.sql.DeltaSparkSessionExtension",
                        DaysByReference.class.getName());
        assertThat(chosen.get("spark.jars")).startsWith("theirs.jar");
        assertThat(chosen.get("spark.executor.defaultJavaOptions")).contains("-Duser.timezone=UTC", "-Xss4m");
    }

    @Test
    void whatIsAskedForAndWouldMakeOtherFiguresIsRefused() {
        SparkConf none = new SparkConf(false);
        assertThat(Sessions.chosen(true, none, Map.of(ZONE, "utc"))).containsEntry(ZONE, "UTC");
        assertThatThrownBy(() -> Sessions.chosen(true, none, Map.of(ZONE, "Asia/Seoul")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--spark spark.sql.session.timeZone=Asia/Seoul")
                .hasMessageContaining("figures depend on this setting, which is always UTC")
                .hasMessageContaining("'time_zone'");
    }
}
