package dangol.jobs.source;

import dangol.jobs.company.OutageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;

/** Files of a feed that cannot be read as they are, today or tomorrow: names or types that do not go together, or another form. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Conditions of Spark that say nothing about what is in a file. */
    private static final Set<String> OTHERS = Set.of("PATH_NOT_FOUND", "INTERNAL_ERROR");

    private final String cure;

    UnreadableException(String problem, String cure) {
        super(problem);
        this.cure = cure;
    }

    /** What Spark says about the files, or nothing when it is about something else: a store that does not answer, a task that was lost. */
    static Optional<UnreadableException> of(Exception e) {
        List<Throwable> causes = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
        boolean isOutage = causes.stream()
                .anyMatch(c ->
                        c instanceof IOException || c instanceof UncheckedIOException || c instanceof OutageException);
        return isOutage
                ? Optional.empty()
                : causes.stream()
                        .filter(c -> c instanceof SparkThrowable s && isAboutFiles(s.getCondition()))
                        // The innermost says most.
                        .reduce((outer, inner) -> inner)
                        .map(c -> new UnreadableException(sentence(c), cure(((SparkThrowable) c).getCondition())));
    }

    private static boolean isAboutFiles(String condition) {
        return condition != null && OTHERS.stream().noneMatch(condition::startsWith);
    }

    /** What Spark says, without its error class, SQL state and plan. */
    static String sentence(Throwable e) {
        // A parser's message begins with an empty line.
        String message = String.valueOf(e.getMessage())
                .lines()
                .filter(l -> !l.isBlank())
                .findFirst()
                .orElse("");
        return message.replaceFirst("^\\[[A-Z_.0-9]+\\] ?", "").replaceFirst(" ?SQLSTATE: .*$", "");
    }

    private static String cure(String condition) {
        return condition.equals("COLUMN_ALREADY_EXISTS")
                ? "Names that differ in capitals only are one name: rename one in the export."
                : "Mend the export, or the feed's 'format:' and 'options:'.";
    }

    /** What to do about it. */
    public String cure() {
        return cure;
    }
}
