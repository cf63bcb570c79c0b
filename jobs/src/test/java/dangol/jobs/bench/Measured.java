package dangol.jobs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program as it was seen from outside while it ran.
 *
 * @param seconds from start to end
 * @param cpuSeconds of all its threads
 * @param peakGib the largest resident memory, from the kernel's own mark
 */
record Measured(double seconds, double cpuSeconds, double peakGib, List<Line> lines) {
    private static final Pattern HIGH_WATER = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** A line that the program wrote, how many seconds after its start, and the CPU seconds until then. */
    record Line(double at, double cpu, String text) {}

    /** What came after each line that holds the pattern, until the next of them; the peak is that of the whole program. */
    List<Measured> after(Pattern pattern) {
        List<Measured> parts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i).text()).find()) {
                Line begin = lines.get(i);
                int end = i + 1;
                while (end < lines.size()
                        && !pattern.matcher(lines.get(end).text()).find()) {
                    end++;
                }
                Line until = end < lines.size() ? lines.get(end) : new Line(seconds, cpuSeconds, "");
                List<Line> own = lines.subList(i + 1, end).stream()
                        .map(l -> new Line(l.at() - begin.at(), l.cpu() - begin.cpu(), l.text()))
                        .toList();
                parts.add(new Measured(until.at() - begin.at(), until.cpu() - begin.cpu(), peakGib, own));
            }
        }
        return parts;
    }

    /** @throws IllegalStateException when the program does not end with 0 */
    static Measured of(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        double[] seen = new double[2];
        Thread watch = new Thread(() -> watch(process, seen), "watch");
        watch.start();
        List<Line> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(new Line(since(start), seen[0], line));
                System.err.println("    " + line);
            }
        }
        int code = process.waitFor();
        double seconds = since(start);
        watch.join();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ":\n"
                    + String.join("\n", lines.stream().map(Line::text).toList()));
        }
        return new Measured(seconds, seen[0], seen[1], lines);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void watch(Process process, double[] seen) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        while (process.isAlive()) {
            process.info()
                    .totalCpuDuration()
                    .map(Duration::toMillis)
                    .ifPresent(ms -> seen[0] = Math.max(seen[0], ms / 1000.0));
            try {
                Matcher matcher = HIGH_WATER.matcher(Files.readString(status));
                if (matcher.find()) {
                    seen[1] = Math.max(seen[1], Long.parseLong(matcher.group(1)) / 1048576.0);
                }
                Thread.sleep(50);
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException e) {
                // The process ended between the look and the reading.
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Seconds until the last line that holds the pattern; {@code otherwise} when none does. */
    double last(Pattern pattern, double otherwise) {
        return lines.stream()
                .filter(l -> pattern.matcher(l.text()).find())
                .mapToDouble(Line::at)
                .reduce((a, b) -> b)
                .orElse(otherwise);
    }
}
