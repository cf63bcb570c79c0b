package dangol.jobs.independent;

import dangol.contract.Column;
import dangol.contract.TableContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;

/** Compares all rows and columns of two computations of one table, but for {@link FittedFigures}; doubles may differ by rounding. */
public final class TableComparison {
    private static final double RELATIVE = 1e-9;

    /** Below this a DOUBLE is zero: the rounding that is left of limits such as that of a share of none. */
    private static final double NOTHING = 1e-15;

    private static final int EXAMPLES = 3;

    private final Connection connection;
    private final String whose;

    /** @param whose who made the first of the two tables, as messages name it */
    public TableComparison(Connection connection, String whose) {
        this.connection = connection;
        this.whose = whose;
    }

    /**
     * What differs, a sentence each with examples; empty when both tables hold the same rows.
     */
    public List<String> rows(TableContract contract, String computed, String made) throws SQLException {
        String key =
                contract.primaryKey().stream().map(k -> "c." + k + " = m." + k).collect(Collectors.joining(" AND "));
        execute("CREATE OR REPLACE TEMP TABLE pairs AS SELECT c, m FROM " + computed + " c FULL JOIN " + made + " m ON "
                + key);
        List<String> differences = new ArrayList<>();
        differences.addAll(missing(contract, "m", "c", whose + " has a row that the run has not"));
        differences.addAll(missing(contract, "c", "m", "the run has a row that " + whose + " has not"));
        for (Column column : contract.columns()) {
            if (!contract.primaryKey().contains(column.name())
                    && !FittedFigures.of(contract).contains(column.name())) {
                differences.addAll(values(contract, column));
            }
        }
        return differences;
    }

    private List<String> missing(TableContract contract, String without, String with, String sentence)
            throws SQLException {
        String where =
                " FROM pairs WHERE " + without + "." + contract.primaryKey().get(0) + " IS NULL";
        String count = text("SELECT count(*)" + where);
        return examples(
                count,
                sentence,
                "SELECT CAST(" + with + " AS VARCHAR)" + where + " ORDER BY " + keyOf(contract, with) + " LIMIT "
                        + EXAMPLES);
    }

    private List<String> values(TableContract contract, Column column) throws SQLException {
        String c = "c." + column.name();
        String m = "m." + column.name();
        String key = contract.primaryKey().get(0);
        String where = " FROM pairs WHERE c." + key + " IS NOT NULL AND m." + key + " IS NOT NULL AND " + c
                + " IS DISTINCT FROM " + m;
        if (column.type().equals(DataTypes.DoubleType)) {
            where += " AND NOT coalesce(abs(" + c + " - " + m + ") <= greatest(" + NOTHING + ", " + RELATIVE
                    + " * greatest(abs(" + c + "), abs(" + m + "))), false)";
        }
        return examples(
                text("SELECT count(*)" + where),
                column.name() + " differs",
                "SELECT '" + whose.replace("'", "''") + " says ' || coalesce(CAST(" + c + " AS VARCHAR), 'null')"
                        + " || ', the run ' || coalesce(CAST(" + m
                        + " AS VARCHAR), 'null') || ' in ' || CAST(m AS VARCHAR)"
                        + where + " ORDER BY " + keyOf(contract, "m") + " LIMIT " + EXAMPLES);
    }

    private static String keyOf(TableContract contract, String row) {
        return contract.primaryKey().stream().map(k -> row + "." + k).collect(Collectors.joining(", "));
    }

    private List<String> examples(String count, String sentence, String query) throws SQLException {
        if (count.equals("0")) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                found.add("\n    " + result.getString(1));
            }
        }
        return List.of(sentence + " (" + count + " rows):" + String.join("", found));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
