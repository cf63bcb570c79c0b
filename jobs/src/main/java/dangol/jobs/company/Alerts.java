package dangol.jobs.company;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where it is told that a scheduled run failed, was held back or is late; besides the log, where it always is. */
public record Alerts(Optional<Webhook> webhook, Optional<Email> email) {

    /** What is told. */
    public enum Kind {
        FAILURE,
        HELD_BACK,
        LATE
    }

    /** How the connection to a mail server is protected. */
    public enum Security {
        STARTTLS,
        TLS,
        NONE
    }

    /**
     * @param authorization value of the header of that name, or empty
     */
    public record Webhook(String url, String authorization, Set<Kind> on) {}

    /**
     * @param user of the mail server, or empty for none
     */
    public record Email(
            List<String> to,
            String from,
            String host,
            int port,
            Security security,
            String user,
            String password,
            Set<Kind> on) {}
}
