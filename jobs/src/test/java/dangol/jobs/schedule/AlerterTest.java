package dangol.jobs.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dangol.jobs.company.Alerts;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Alerts as they arrive at a real HTTP server and a real mail server on this machine. */
class AlerterTest {
    private static final Alert ALERT = new Alert(
            Alerts.Kind.FAILURE,
            "corner_shop",
            "nightly",
            LocalDate.parse("2025-06-10"),
            Instant.parse("2025-06-11T01:30:00Z"),
            "Kein Platz mehr: \"/dev/sda1\" für 단골");
    private static final Set<Alerts.Kind> ALL = Set.of(Alerts.Kind.values());

    private final Scheduled.Said said = new Scheduled.Said();
    private final Alerter alerter = new Alerter(said.progress);

    @Test
    void theWebhookGetsJsonWithItsAuthorization() throws Exception {
        AtomicReference<Map<?, ?>> body = new AtomicReference<>();
        AtomicReference<String> authorization = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            body.set(new ObjectMapper().readValue(exchange.getRequestBody(), Map.class));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/no") ? 500 : 204, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            alerter.send(webhook(url + "/yes", ALL), ALERT);
            assertThat(body.get())
                    .isEqualTo(Map.of(
                            "kind", "failure",
                            "company", "corner_shop",
                            "entry", "nightly",
                            "logical_day", "2025-06-10",
                            "scheduled_at", "2025-06-11T01:30:00Z",
                            "text", "Dangol: corner_shop/nightly as of 2025-06-10 failed: " + ALERT.text()));
            assertThat(authorization.get()).isEqualTo("Bearer abc");
            assertThat(said.text()).contains("ALERT failure").doesNotContain("could not be sent");

            body.set(null);
            alerter.send(webhook(url + "/yes", Set.of(Alerts.Kind.LATE)), ALERT);
            assertThat(body.get()).isNull();

            alerter.send(webhook(url + "/no", ALL), ALERT);
            assertThat(said.text()).contains("could not be sent (webhook)", "the webhook answered 500");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatCannotBeDeliveredIsLoggedAndDisturbsNothing() {
        alerter.send(new Alerts(webhook("http://127.0.0.1:1/", ALL).webhook(), Optional.of(email(1, "", ""))), ALERT);
        assertThat(said.text()).contains("could not be sent (webhook)", "could not be sent (e-mail)");
    }

    @Test
    void anAnswerThatNeverEndsDoesNotStopTheSchedule() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> answered = CompletableFuture.supplyAsync(() -> {
                try {
                    Socket client = server.accept();
                    client.getInputStream().read();
                    client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".getBytes(UTF_8));
                    client.getOutputStream().flush();
                    return client;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Alerts alerts = webhook("http://127.0.0.1:" + server.getLocalPort(), ALL);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> alerter.send(alerts, ALERT));
            assertThat(said.text()).doesNotContain("could not be sent");
            answered.get().close();
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsNotRepeated() {
        Alerts alerts = new Alerts(
                Optional.of(new Alerts.Webhook("http://127.0.0.1:1/", "Bearer s3cret\nX: y", ALL)), Optional.empty());
        alerter.send(alerts, ALERT);
        assertThat(said.text())
                .contains("could not be sent (webhook)", "'authorization' holds characters")
                .doesNotContain("s3cret");
    }

    @Test
    void aMailboxThatIsNoMoreKeepsTheMessageFromNobodyElse() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> withoutOps(server));
            alerter.send(new Alerts(Optional.empty(), Optional.of(email(server.getLocalPort(), "", ""))), ALERT);
            assertThat(heard.get(30, TimeUnit.SECONDS))
                    .contains("Subject: Dangol: corner_shop/nightly as of 2025-06-10 failed");
            assertThat(said.text()).contains("could not be sent (e-mail)", "only data@example.org got it");
        }
    }

    /** A mail server that does not know ops@example.org; gives all that it heard. */
    private static String withoutOps(ServerSocket server) {
        try (Socket client = server.accept();
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            StringBuilder heard = new StringBuilder();
            answer(client, "220 mail.example.org");
            boolean inMessage = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.append(line).append('\n');
                if (inMessage && !line.equals(".")) {
                    continue;
                }
                inMessage = line.equals("DATA");
                answer(
                        client,
                        inMessage ? "354 go on" : line.contains("ops@") ? "550 5.1.1 no such mailbox" : "250 ok");
                if (line.equals("QUIT")) {
                    break;
                }
            }
            return heard.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
        client.getOutputStream().flush();
    }

    @Test
    void theMailServerGetsAMessageFromItsUser() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("dangol", "secret");
        server.start();
        try {
            alerter.send(
                    new Alerts(
                            Optional.empty(), Optional.of(email(server.getSmtp().getPort(), "dangol", "secret"))),
                    ALERT);
            assertThat(said.text()).doesNotContain("could not be sent");
            MimeMessage message = server.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("Dangol: corner_shop/nightly as of 2025-06-10 failed");
            assertThat(message.getContent().toString()).startsWith(ALERT.text());
            assertThat(message.getAllRecipients()).hasSize(2);
        } finally {
            server.stop();
        }
    }

    private static Alerts webhook(String url, Set<Alerts.Kind> on) {
        return new Alerts(Optional.of(new Alerts.Webhook(url, "Bearer abc", on)), Optional.empty());
    }

    private static Alerts.Email email(int port, String user, String password) {
        return new Alerts.Email(
                List.of("ops@example.org", "data@example.org"),
                "dangol@example.org",
                "127.0.0.1",
                port,
                Alerts.Security.NONE,
                user,
                password,
                ALL);
    }
}
