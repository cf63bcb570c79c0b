package dangol.jobs.serve;

import java.util.Set;

/** Which Spark settings a client may read and set in its own session. */
final class SessionSettings {
    /** Settings of how values are shown and sent; none of them names a file, a class or an address, or costs the server. */
    private static final Set<String> SETTABLE = Set.of(
            "spark.sql.session.timeZone",
            "spark.sql.ansi.enabled",
            "spark.sql.caseSensitive",
            "spark.sql.timestampType",
            "spark.sql.execution.arrow.maxRecordsPerBatch",
            "spark.sql.execution.arrow.useLargeVarTypes",
            "spark.sql.execution.pandas.structHandlingMode",
            "spark.sql.execution.pandas.convertToArrowArraySafely",
            "spark.sql.repl.eagerEval.enabled",
            "spark.sql.repl.eagerEval.maxNumRows",
            "spark.sql.repl.eagerEval.truncate");

    private SessionSettings() {}

    static boolean isSettable(String key) {
        return SETTABLE.contains(key);
    }

    /** Others may hold what only the server is to know, such as the keys of an object store. */
    static boolean isReadable(String key) {
        return key.startsWith("spark.sql.") && !key.startsWith("spark.sql.catalog.");
    }
}
