package dangol.jobs.cli;

import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Sessions;
import dangol.jobs.lake.Storage;
import dangol.jobs.run.Home;
import dangol.jobs.run.Progress;
import dangol.jobs.run.StopSignals;
import dangol.jobs.serve.ReleaseServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: answers Spark Connect clients from the last release. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Answer Spark Connect clients (Python, Scala, Java) from the last release, read only, until SIGTERM or Ctrl-C; "
                        + "see docs/bi.md.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    CompanyOption company;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "15002",
            description = "Where to listen; 0 for any port that is free (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address of this machine to listen on. Clients give no password: whoever reaches it reads gold "
                            + "(default: ${DEFAULT-VALUE}, this machine only).")
    String bind;

    @Mixin
    SparkOptions sparkOptions;

    @Override
    public Integer call() throws InterruptedException {
        Company read = company.read();
        Folder home = Folder.of(read.home(), Storage.configuration(read.home(), sparkOptions.settings));
        Home.refuseForeign(read, home);
        new ReleaseStore(home).currentOf(read);
        InetSocketAddress address = ReleaseServer.address(bind, port);
        Progress progress = new Progress(System.err);
        CountDownLatch asked = StopSignals.await(() -> {});
        progress.say("Starting Spark …");
        SparkSession spark =
                Sessions.start(sparkOptions.master, sparkOptions.settings, ReleaseServer.settings(address));
        try (ReleaseServer server = ReleaseServer.start(spark, read, address, progress)) {
            welcome(server, progress);
            asked.await();
            progress.say("Asked to stop: queries under way have some seconds.");
        } finally {
            spark.stop();
        }
        progress.say("Stopped.");
        return 0;
    }

    private static void welcome(ReleaseServer server, Progress progress) {
        Release release = server.release();
        String url = server.url();
        progress.say("Release " + release.number() + " of '" + release.company() + "' as of " + release.asOf()
                + " is served, read only, on " + url + ". SIGTERM or Ctrl-C stops it.");
        if (!server.isLocal()) {
            progress.say("Clients give no password: whoever reaches this address reads gold.");
        }
        progress.say("  Python: SparkSession.builder.remote(\"" + url
                + "\").getOrCreate().sql(\"SELECT * FROM gold.churn\").show()");
        progress.say("  Scala, Java: SparkSession.builder().remote(\"" + url
                + "\").getOrCreate().sql(\"SELECT * FROM gold.churn\").show()");
    }
}
