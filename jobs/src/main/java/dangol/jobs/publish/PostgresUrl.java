package dangol.jobs.publish;

import dangol.jobs.company.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL database is and who publishes into it. Its text never holds the password.
 *
 * @param server host and port
 * @param jdbc the driver's form, without user and password
 * @param password null to leave it to {@code ~/.pgpass}
 */
public record PostgresUrl(String server, String database, String jdbc, String user, String password) {
    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:([^@/?#]*)@)?([^@/?#]+)/([^/?#]+)(?:\\?([^#]*))?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET = Pattern.compile("(?i)(^|&)(ssl)?password=");

    /** True when the text is meant as the URL of a PostgreSQL database. */
    public static boolean means(String text) {
        return text.matches("(?is)(jdbc:)?postgres(ql)?:.*");
    }

    /**
     * A URL as somebody typed it, which everybody on the machine can read.
     *
     * @param environment where {@code PGUSER} and {@code PGPASSWORD} are looked up
     * @throws ConfigurationException when it is none, or holds a password
     */
    public static PostgresUrl typed(String text, Map<String, String> environment) {
        Matcher matcher = matched("--to", text);
        String user = matcher.group(1);
        if ((user != null && user.contains(":"))
                || (matcher.group(4) != null && SECRET.matcher(matcher.group(4)).find())) {
            throw new ConfigurationException(
                    "--to",
                    "the URL holds a password, and others on this machine can read a command line.",
                    "Leave it out: set PGPASSWORD, write it into ~/.pgpass, or put 'publish: {to: ..., password: ${NAME}}' into the YAML.");
        }
        return of(matcher, environment, environment.get("PGPASSWORD"));
    }

    /**
     * A URL of the YAML's {@code publish:}.
     *
     * @param password empty to look it up in {@code PGPASSWORD} and {@code ~/.pgpass}
     */
    public static PostgresUrl configured(String text, String password, Map<String, String> environment) {
        Matcher matcher = matched("publish.to", text);
        String user = matcher.group(1);
        String inUrl = user != null && user.contains(":") ? decoded(user.substring(user.indexOf(':') + 1)) : null;
        String given = password.isEmpty() ? inUrl : password;
        return of(matcher, environment, given == null ? environment.get("PGPASSWORD") : given);
    }

    private static Matcher matched(String where, String text) {
        Matcher matcher = URL.matcher(text.strip());
        if (!matcher.matches()) {
            // The text itself is not repeated: it may hold a password.
            throw new ConfigurationException(
                    where,
                    "this is no URL of a PostgreSQL database.",
                    "Write postgresql://USER@HOST:5432/DATABASE; blanks and other special characters as %20 and the like.");
        }
        return matcher;
    }

    private static PostgresUrl of(Matcher url, Map<String, String> environment, String password) {
        String named = url.group(1) == null ? "" : decoded(url.group(1).replaceFirst(":.*", ""));
        String user = named.isEmpty() ? environment.getOrDefault("PGUSER", System.getProperty("user.name")) : named;
        String options = url.group(4) == null ? "" : "?" + url.group(4);
        String database = decoded(url.group(3));
        return new PostgresUrl(
                url.group(2),
                database,
                "jdbc:postgresql://" + url.group(2) + "/" + url.group(3) + options,
                user,
                password == null || password.isEmpty() ? null : password);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "dangol publish");
        properties.setProperty("connectTimeout", "15");
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + server + "/" + database;
    }
}
