package dangol.jobs.serve;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Release;
import dangol.jobs.run.Progress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.service.SparkConnectService;
import scala.Option;

/**
 * A Spark Connect endpoint on a company's release: any number of clients, each with a session of its own, read the tables of the release
 * that readers saw when their session first asked. One for each process.
 */
public final class ReleaseServer implements AutoCloseable {
    private static final long LAST_ANSWERS_SECONDS = 5;

    private final InetSocketAddress address;
    private final Release release;

    private ReleaseServer(InetSocketAddress address, Release release) {
        this.address = address;
        this.release = release;
    }

    /**
     * Where to listen, if that is possible.
     *
     * @param port 0 for any that is free
     * @throws ConfigurationException when the address is not one of this machine or the port is taken
     */
    public static InetSocketAddress address(String bind, int port) {
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException(
                    "--port",
                    "there is no port " + port + ".",
                    "Choose one between 1024 and 65535, or 0 for any that is free.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
            return new InetSocketAddress(InetAddress.getByName(bind), socket.getLocalPort());
        } catch (UnknownHostException e) {
            throw notHere(bind);
        } catch (BindException e) {
            throw String.valueOf(e.getMessage()).contains("in use") ? taken(bind, port) : notHere(bind);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "--port",
                    "nothing can listen on " + bind + ":" + port + ": " + e.getMessage() + ".",
                    "Choose another.");
        }
    }

    private static ConfigurationException notHere(String bind) {
        return new ConfigurationException(
                "--bind",
                "'" + bind + "' is no address of this machine.",
                "Leave it out for clients on this machine (127.0.0.1), or name one that 'hostname -I' lists, or 0.0.0.0 for all.");
    }

    private static ConfigurationException taken(String bind, int port) {
        return new ConfigurationException(
                "--port",
                port + " on " + bind + " is taken by another program.",
                "Stop that one, or choose another port, for example --port " + (port + 1) + ".");
    }

    /** The settings that make a session serve, and read only; others may be chosen besides. */
    public static Map<String, String> settings(InetSocketAddress address) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.sql.extensions", ReadOnlyExtensions.class.getName());
        settings.put("spark.connect.grpc.interceptor.classes", RequestGuard.class.getName());
        settings.put("spark.sql.catalog." + ReleaseCatalog.NAME, ReleaseCatalog.class.getName());
        settings.put("spark.sql.defaultCatalog", ReleaseCatalog.NAME);
        // Nothing is in Spark's own catalog, and Delta's in its place would read paths.
        settings.put("spark.sql.catalog.spark_catalog", "builtin");
        settings.put("spark.sql.runSQLOnFiles", "false");
        // ${…} in a statement would read settings, system properties and the environment.
        settings.put("spark.sql.variable.substitute", "false");
        settings.put("spark.sql.connect.serverStacktrace.enabled", "false");
        settings.put("spark.connect.grpc.binding.address", address.getAddress().getHostAddress());
        settings.put("spark.connect.grpc.binding.port", String.valueOf(address.getPort()));
        settings.put("spark.connect.grpc.port.maxRetries", "0");
        return settings;
    }

    /**
     * Begins to listen.
     *
     * @param spark a session with {@link #settings}; it stays the server's own
     * @throws ConfigurationException when nothing was released yet, or when the port was taken meanwhile
     */
    public static ReleaseServer start(
            SparkSession spark, Company company, InetSocketAddress address, Progress progress) {
        Release release = Served.begin(spark, company, progress).pin().release();
        try {
            SparkConnectService.start(spark.sparkContext());
        } catch (RuntimeException e) {
            Served.end();
            throw e;
        } catch (Exception e) {
            Served.end();
            throw e instanceof BindException
                    ? taken(address.getHostString(), address.getPort())
                    : new IllegalStateException("Spark Connect does not start: " + e.getMessage(), e);
        }
        return new ReleaseServer(address, release);
    }

    /** The release that was shown when the server began. */
    public Release release() {
        return release;
    }

    /** The address for clients; one that listens everywhere is reached by the machine's name. */
    public String url() {
        String host = address.getAddress().isAnyLocalAddress()
                ? "HOST"
                : address.getAddress().getHostAddress();
        return "sc://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** True when only programs on this machine can reach it. */
    public boolean isLocal() {
        return address.getAddress().isLoopbackAddress();
    }

    /** Stops to listen; queries under way have some seconds to end. */
    @Override
    public void close() {
        SparkConnectService.stop(Option.apply(LAST_ANSWERS_SECONDS), Option.apply(TimeUnit.SECONDS));
        Served.end();
    }
}
