package dangol.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chromium, driven over the WebDriver protocol. */
public final class Browser implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("on port (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port) throws IOException, InterruptedException {
        this.driver = driver;
        String root = "http://127.0.0.1:" + port + "/session";
        List<String> arguments = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking");
        JsonNode made = send(
                "POST",
                root,
                Map.of(
                        "capabilities",
                        Map.of(
                                "alwaysMatch",
                                Map.of(
                                        "goog:chromeOptions",
                                        Map.of("args", arguments),
                                        "goog:loggingPrefs",
                                        Map.of("browser", "ALL", "performance", "ALL")))));
        this.session = root + "/" + made.path("sessionId").asText();
    }

    /** The driver on the path, or nothing when this machine has none. */
    public static Optional<Path> found() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(p -> Path.of(p, "chromedriver"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Browser start(Path driver) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(driver.toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher port = STARTED.matcher(line);
            if (line.contains("successfully") && port.find()) {
                return new Browser(process, Integer.parseInt(port.group(1)));
            }
        }
        throw new IOException(driver + " did not start.");
    }

    private JsonNode send(String method, String to, Object body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(to))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode value = JSON.readTree(response.body()).path("value");
        if (response.statusCode() != 200) {
            throw new IOException(to + ": " + value);
        }
        return value;
    }

    /** Opens a page in a window of that width, light or dark. */
    public void open(Path page, int width, String scheme) throws IOException, InterruptedException {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        send("POST", session + "/url", Map.of("url", page.toUri().toString()));
    }

    private void command(String name, Map<String, ?> parameters) throws IOException, InterruptedException {
        send("POST", session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    /** What a script returns. */
    public JsonNode ask(String script) throws IOException, InterruptedException {
        return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Presses the tab key so many times. */
    public void tab(int times) throws IOException, InterruptedException {
        List<Map<String, String>> strokes = Stream.of("keyDown", "keyUp")
                .map(type -> Map.of("type", type, "value", "\uE004"))
                .toList();
        List<Map<String, String>> all = Collections.nCopies(times, strokes).stream()
                .flatMap(List::stream)
                .toList();
        send(
                "POST",
                session + "/actions",
                Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", all))));
    }

    /** What the page complained about since the last time. */
    public List<String> complaints() throws IOException, InterruptedException {
        return Stream.of(log("browser")).map(e -> e.path("message").asText()).toList();
    }

    /** The addresses that the page asked for since the last time. */
    public List<String> requests() throws IOException, InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (JsonNode entry : log("performance")) {
            JsonNode message = JSON.readTree(entry.path("message").asText()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(message.path("params").path("request").path("url").asText());
            }
        }
        return addresses;
    }

    private JsonNode[] log(String type) throws IOException, InterruptedException {
        return JSON.convertValue(send("POST", session + "/se/log", Map.of("type", type)), JsonNode[].class);
    }

    @Override
    public void close() throws IOException {
        try {
            send("DELETE", session, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            driver.destroy();
        }
    }
}
