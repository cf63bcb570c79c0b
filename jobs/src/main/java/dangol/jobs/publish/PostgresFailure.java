package dangol.jobs.publish;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL refused, in a sentence: problem, cause and cure. Values of rows are not in it. */
final class PostgresFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private PostgresFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param doing what was tried, as in "load gold.churn" */
    static PostgresFailure of(PostgresUrl url, String doing, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String cure = cure(url, state);
        return new PostgresFailure(
                "Could not " + doing + " in " + url + ".\n    cause: " + said(e) + "\n    -> " + cure, e);
    }

    private static String cure(PostgresUrl url, String state) {
        return switch (state) {
            case "08001", "08004" ->
                "Check that the server runs and that " + url.server()
                        + " is reached from here; readers still see what was there.";
            case "28P01", "28000" ->
                "Set PGPASSWORD or ~/.pgpass for user " + url.user()
                        + ", and check that pg_hba.conf lets it in from here.";
            case "3D000" -> "Create it with: CREATE DATABASE " + quoted(url.database()) + ";";
            case "42501" ->
                "Let somebody who may run: GRANT CREATE ON DATABASE " + quoted(url.database()) + " TO "
                        + quoted(url.user()) + ";";
            case "53100", "53200", "53300" -> "Free space or connections on the server, then publish again.";
            default -> "Readers still see what was there before. Publish again; it removes what is left over.";
        };
    }

    private static String said(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        String text = server == null ? e.getMessage() : server.getMessage();
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    /** A name as SQL quotes it. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
