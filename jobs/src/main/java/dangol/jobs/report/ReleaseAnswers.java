package dangol.jobs.report;

import dangol.jobs.report.Answer.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the pages' questions, which are the SQL files among the resources, from the last release. */
final class ReleaseAnswers {
    private final Connection release;
    private final Map<String, String> parameters;

    /** @param parameters what stands in braces in the SQL files */
    ReleaseAnswers(Connection release, Map<String, String> parameters) {
        this.release = release;
        this.parameters = Map.copyOf(parameters);
    }

    /**
     * The answer to a question, by the name of its file; nothing when the release lacks a table or column that it asks.
     *
     * @throws IllegalStateException when the release cannot answer for another reason
     */
    Optional<Answer> find(String question) {
        String sql = sql(question);
        try (Statement statement = release.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                columns.add(result.getMetaData().getColumnLabel(i));
            }
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (String column : columns) {
                    values.put(column, value(result.getObject(column)));
                }
                rows.add(new Row(values));
            }
            return Optional.of(new Answer(sql, columns, rows));
        } catch (SQLException e) {
            if (isAboutTheCatalogue(e)) {
                return Optional.empty();
            }
            throw new IllegalStateException("The release cannot answer '" + question + "': " + e.getMessage(), e);
        }
    }

    private String sql(String question) {
        String name = "/report/sql/" + question + ".sql";
        try (InputStream file = ReleaseAnswers.class.getResourceAsStream(name)) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                sql = sql.replace("{" + parameter.getKey() + "}", parameter.getValue());
            }
            return sql;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    /** An older release has fewer tables and columns than the pages know. */
    private static boolean isAboutTheCatalogue(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Catalog Error")
                || message.contains("Binder Error: Referenced column")
                || message.contains("does not have a column named");
    }

    private static Object value(Object value) throws SQLException {
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Timestamp timestamp) {
            return timestamp.toInstant();
        }
        return value instanceof OffsetDateTime time ? time.toInstant() : value;
    }
}
