package dangol.jobs.places;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A Java program of a test in a process of its own, which ends with the test at the latest. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final String what;
    private final Process process;
    private final Path out;
    private final Path err;
    private final Thread atExit;

    private JavaProcess(String what, Process process, Path out, Path err) {
        this.what = what;
        this.process = process;
        this.out = out;
        this.err = err;
        this.atExit = new Thread(this::kill);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * @param arguments what comes after {@code java} and the options that Spark needs
     * @param environment added to that of the test
     */
    public static JavaProcess start(String what, Path folder, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=256m",
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC"));
        command.addAll(arguments);
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve(what + ".out");
            Path err = folder.resolve(what + ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return new JavaProcess(what, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the build that a test needs. */
    public static Path built(String name) {
        String target = System.getProperty("dangol.built", "target");
        Path file = Path.of(target, name).toAbsolutePath();
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is missing: this test needs what 'mvnw verify' builds before it.");
        }
        return file;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JavaProcess awaitPort(int port) {
        return await("answers on port " + port, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    public JavaProcess await(String what, BooleanSupplier ready) {
        long until = System.nanoTime() + START.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(this.what + " ended before it " + what + ":\n" + err() + out());
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException(this.what + ": after " + START.toSeconds() + " s not yet true: " + what
                        + ".\n" + err() + out());
            }
            sleep();
        }
        return this;
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end of a program that ends by itself. */
    public int exitCode() {
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException(what + " does not end:\n" + err() + out());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    /** Writes a line to the program's standard input. */
    public void tell(String line) {
        try {
            Writer in = process.outputWriter();
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
