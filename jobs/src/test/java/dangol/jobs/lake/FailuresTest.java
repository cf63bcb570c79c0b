package dangol.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void whatSparkSaysOfItsPlacesInTheCodeIsLeftOut() {
        String spark = """
                Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most recent failure: Lost task 0.0 in stage 3.0 (TID 7) (here executor driver): java.io.IOException: No space left on device
                \tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)
                \tat org.apache.spark.rdd.RDD.$anonfun$foreach$2(RDD.scala:1029)
                Caused by: java.io.IOException: No space left on device
                \t... 12 more

                Driver stacktrace:""";
        assertThat(Failures.words(new IllegalStateException(spark)))
                .isEqualTo(spark.lines().findFirst().orElseThrow()
                        + "\nCaused by: java.io.IOException: No space left on device");
        String ours = "The lake is lost.\n    -> Start it again (at once).";
        assertThat(Failures.words(new IllegalStateException(ours))).isEqualTo(ours);
        assertThat(Failures.words(new IllegalStateException())).isEqualTo("null");
    }
}
