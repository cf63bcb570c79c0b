package dangol.jobs.lake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Observation;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.jdk.javaapi.CollectionConverters;

/** What was counted on the way through a query that has ended. */
public final class Observed {
    /** The figures come with an event after the end of the query. */
    private static final Duration LATE = Duration.create(5, TimeUnit.SECONDS);

    private Observed() {}

    /** The observed values; none when Spark found that nothing could come through and left the counting out of the plan. */
    public static Optional<Map<String, Object>> values(Observation observation) {
        try {
            return Optional.of(CollectionConverters.asJava(Await.result(observation.future(), LATE)));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while rows were counted.", e);
        }
    }
}
