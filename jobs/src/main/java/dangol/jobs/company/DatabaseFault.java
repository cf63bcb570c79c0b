package dangol.jobs.company;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;

/**
 * A database that did not give what it was asked for. A driver that is missing, a statement that is wrong and a user who may not
 * are a matter of configuration: it is the same the next time. All else counts as an outage, since what is tried again for nothing
 * costs less than a night that nobody tries again.
 */
public final class DatabaseFault {
    /** Of SQL states: not supported, not let in, no such database, no such schema, wrong or not allowed. */
    private static final Set<String> CONFIGURATION = Set.of("0A", "28", "3D", "3F", "42");
    /** DuckDB gives no states. */
    private static final Pattern WRONG_STATEMENT = Pattern.compile("(?s).*\\b(?:Parser|Catalog|Binder) Error: .*");

    private static final String NO_DRIVER = "No suitable driver";

    private DatabaseFault() {}

    /** @return an {@link OutageException} or a {@link ConfigurationException}, to throw */
    public static RuntimeException of(Exception e, String where, String problem, String cure) {
        return isConfiguration(e)
                ? new ConfigurationException(where, problem, cure)
                : new OutageException(where, problem, cure);
    }

    private static boolean isConfiguration(Exception e) {
        Optional<SQLException> refusal = causes(e).stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
        if (refusal.isEmpty()) {
            return causes(e).stream()
                    .anyMatch(c -> c instanceof ClassNotFoundException
                            || c instanceof IllegalArgumentException
                            || c instanceof SparkThrowable);
        }
        String message = String.valueOf(refusal.get().getMessage());
        String state = String.valueOf(refusal.get().getSQLState());
        // A missing driver has the state of a connection that fails.
        return message.startsWith(NO_DRIVER)
                || WRONG_STATEMENT.matcher(message).matches()
                || state.length() == 5 && CONFIGURATION.contains(state.substring(0, 2));
    }

    private static List<Throwable> causes(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
    }
}
