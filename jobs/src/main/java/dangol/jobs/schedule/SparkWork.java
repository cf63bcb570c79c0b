package dangol.jobs.schedule;

import dangol.AsOf;
import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.OutageException;
import dangol.jobs.lake.Failures;
import dangol.jobs.quality.HeldBackException;
import dangol.jobs.report.Reports;
import dangol.jobs.run.LakeBusyException;
import dangol.jobs.run.PastDayException;
import dangol.jobs.run.Progress;
import dangol.jobs.run.Run;
import dangol.jobs.run.RunResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Runs in one Spark session that stays warm between them and is closed when nothing used it for long. */
final class SparkWork implements Work, AutoCloseable {
    private static final String HADOOP = "spark.hadoop.";

    private final Supplier<SparkSession> start;
    private final Progress progress;
    private final Clock clock;
    private final ReentrantLock using = new ReentrantLock();
    private volatile SparkSession session;
    private Instant lastUsed = Instant.MIN;

    SparkWork(Supplier<SparkSession> start, Progress progress, Clock clock) {
        this.start = start;
        this.progress = progress;
        this.clock = clock;
    }

    /** Builds all tables: a superset of any group. A run that can build fewer takes the group here. */
    @Override
    public RunResult run(Company company, AsOf asOf, Set<TableId> tables) {
        return during(company, run -> run.inTurn(asOf, Duration.ZERO));
    }

    @Override
    public RunResult train(Company company, AsOf asOf, Set<TableId> tables) {
        return during(company, run -> run.trainInTurn(asOf, Duration.ZERO));
    }

    private RunResult during(Company company, Function<Run, RunResult> work) {
        using.lock();
        try {
            // What Spark throws as it starts is checked and undeclared, too.
            RunResult result = Failures.told(() -> work.apply(new Run(warm(), company, progress)));
            Reports.writeOutstanding(company, storage(session), progress);
            return result;
        } catch (HeldBackException
                | LakeBusyException
                | PastDayException
                | ConfigurationException
                | OutageException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Whatever broke may have broken the session too; the retry gets a new one.
            close();
            throw e;
        } finally {
            lastUsed = clock.instant();
            using.unlock();
        }
    }

    /** How the session reaches file systems, so that the report finds the release where the run put it. */
    private static Map<String, String> storage(SparkSession spark) {
        return Arrays.stream(spark.sparkContext().getConf().getAllWithPrefix(HADOOP))
                .collect(Collectors.toMap(s -> HADOOP + s._1(), Tuple2::_2));
    }

    private SparkSession warm() {
        if (session == null || session.sparkContext().isStopped()) {
            progress.say("Starting Spark …");
            session = start.get();
        }
        return session;
    }

    /** Ends the jobs of the run under way, which then fails. */
    void cancel() {
        SparkSession current = session;
        if (current != null) {
            current.sparkContext().cancelAllJobs();
        }
    }

    /** Does not wait for a run under way, which is not idle. */
    void closeWhenIdleFor(Duration idle) {
        if (session != null && using.tryLock()) {
            try {
                if (Duration.between(lastUsed, clock.instant()).compareTo(idle) > 0) {
                    progress.say("Spark is closed after " + idle.toMinutes()
                            + " idle minutes; the next run starts it again.");
                    close();
                }
            } finally {
                using.unlock();
            }
        }
    }

    /** Leaves the session to a run that would not end; it ends with the process. */
    @Override
    public void close() {
        if (using.tryLock()) {
            try {
                if (session != null) {
                    session.stop();
                    session = null;
                }
            } finally {
                using.unlock();
            }
        }
    }
}
