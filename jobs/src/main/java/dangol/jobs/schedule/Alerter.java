package dangol.jobs.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import dangol.jobs.company.Alerts;
import dangol.jobs.run.Progress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;

/** Sends alerts to the log, and to a webhook and by e-mail as set. One that cannot be delivered is logged and disturbs nothing. */
final class Alerter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Progress progress;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Alerter(Progress progress) {
        this.progress = progress;
    }

    void send(Alerts alerts, Alert alert) {
        progress.say("ALERT " + alert.kindName() + ": " + alert.subject() + ": " + alert.text());
        alerts.webhook()
                .filter(w -> w.on().contains(alert.kind()))
                .ifPresent(w -> deliver("webhook", () -> post(w, alert)));
        alerts.email()
                .filter(e -> e.on().contains(alert.kind()))
                .ifPresent(e -> deliver("e-mail", () -> mail(e, alert)));
    }

    private interface Delivery {
        void go() throws IOException, InterruptedException, MessagingException;
    }

    private void deliver(String way, Delivery delivery) {
        try {
            delivery.go();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.say("The alert could not be sent (" + way + "): interrupted.");
        } catch (IOException | MessagingException | RuntimeException e) {
            progress.say("The alert could not be sent (" + way + "): " + e);
        }
    }

    private void post(Alerts.Webhook webhook, Alert alert) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(webhook.url()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(alert.fields())));
        authorize(request, webhook.authorization().strip());
        // The time-out ends where the answer begins: a body that never comes to its end is not waited for.
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the webhook answered " + answer.statusCode());
        }
    }

    /** The client's own complaint would repeat the secret. */
    private static void authorize(HttpRequest.Builder request, String value) throws IOException {
        if (value.isEmpty()) {
            return;
        }
        try {
            request.header("Authorization", value);
        } catch (IllegalArgumentException e) {
            throw new IOException("'authorization' holds characters that no header takes");
        }
    }

    private static void mail(Alerts.Email email, Alert alert) throws MessagingException {
        Session session = Session.getInstance(properties(email));
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(email.from()));
        for (String to : email.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
        }
        message.setSubject(alert.subject(), StandardCharsets.UTF_8.name());
        message.setText(alert.text() + "\n\nScheduled for " + alert.scheduled() + ".\n", StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        try {
            if (email.user().isEmpty()) {
                Transport.send(message);
            } else {
                Transport.send(message, email.user(), email.password());
            }
        } catch (SendFailedException e) {
            throw e.getValidSentAddresses() == null || e.getValidSentAddresses().length == 0
                    ? e
                    : new MessagingException(
                            "only " + InternetAddress.toString(e.getValidSentAddresses()) + " got it", e);
        }
    }

    private static Properties properties(Alerts.Email email) {
        Properties properties = new Properties();
        String patience = String.valueOf(PATIENCE.toMillis());
        properties.setProperty("mail.smtp.host", email.host());
        properties.setProperty("mail.smtp.port", String.valueOf(email.port()));
        properties.setProperty("mail.smtp.connectiontimeout", patience);
        properties.setProperty("mail.smtp.timeout", patience);
        properties.setProperty("mail.smtp.writetimeout", patience);
        properties.setProperty("mail.smtp.auth", String.valueOf(!email.user().isEmpty()));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        // One mailbox that is no more keeps the message from nobody else.
        properties.setProperty("mail.smtp.sendpartial", "true");
        switch (email.security()) {
            case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
            case STARTTLS -> {
                properties.setProperty("mail.smtp.starttls.enable", "true");
                properties.setProperty("mail.smtp.starttls.required", "true");
            }
            case NONE -> {}
        }
        return properties;
    }
}
