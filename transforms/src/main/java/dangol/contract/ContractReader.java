package dangol.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** Reads a contract in the Open Data Contract Standard v3.1 from YAML text. */
public final class ContractReader {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** The engine named by rules that are a Spark SQL predicate over one row. */
    static final String ROW_ENGINE = "dangol";

    private ContractReader() {}

    /**
     * @param text the YAML
     * @param origin file name for messages
     * @throws ContractException when the text is no contract of one table
     */
    public static TableContract read(String text, String origin) {
        try {
            JsonNode root = YAML.readTree(text);
            JsonNode object = root.path("schema").path(0);
            if (object.isMissingNode()) {
                throw new ContractException(origin + ": no 'schema' entry; a contract describes exactly one table.");
            }
            return contract(root, object);
        } catch (IOException | IllegalArgumentException e) {
            throw new ContractException(origin + ": not a readable contract: " + e.getMessage(), e);
        }
    }

    private static TableContract contract(JsonNode root, JsonNode object) {
        TableId id = TableId.parse(root.path("name").asText());
        List<Column> columns = new ArrayList<>();
        List<RowRule> rules = new ArrayList<>();
        for (JsonNode property : object.path("properties")) {
            columns.add(column(property));
            property.path("quality").forEach(q -> rules.add(columnRule(property, q)));
        }
        List<TableRule> tableRules = new ArrayList<>();
        for (JsonNode quality : object.path("quality")) {
            if (quality.path("type").asText().equals("sql")) {
                tableRules.add(new TableRule(
                        text(quality, "name"),
                        text(quality, "query"),
                        text(quality, "mustBe"),
                        severity(quality),
                        text(quality, "description")));
            } else {
                rules.add(rowRule(quality));
            }
        }
        JsonNode description = root.path("description");
        return new TableContract(
                id,
                root.path("version").asText(),
                text(description, "purpose"),
                text(description, "usage"),
                text(description, "limitations"),
                text(object, "dataGranularityDescription"),
                custom(object, "period"),
                custom(object, "history").equals("snapshot"),
                columns,
                primaryKey(object),
                rules,
                tableRules);
    }

    private static Column column(JsonNode property) {
        return new Column(
                property.path("name").asText(),
                PhysicalType.of(property.path("physicalType").asText()),
                property.path("required").asBoolean(false),
                custom(property, "unit"),
                text(property, "description"),
                property.path("classification").asText().equals("personal"),
                custom(property, "mapped").equals("true"),
                property.path("partitioned").asBoolean(false));
    }

    private static List<String> primaryKey(JsonNode object) {
        return StreamSupport.stream(object.path("properties").spliterator(), false)
                .filter(p -> p.path("primaryKey").asBoolean(false))
                .sorted(Comparator.comparingInt(
                        p -> p.path("primaryKeyPosition").asInt(1)))
                .map(p -> p.path("name").asText())
                .toList();
    }

    /** A column's {@code invalidValues} with {@code validValues} is a row rule in other words. */
    private static RowRule columnRule(JsonNode property, JsonNode quality) {
        String name = property.path("name").asText();
        JsonNode valid = quality.path("arguments").path("validValues");
        if (!quality.path("metric").asText().equals("invalidValues") || !valid.isArray()) {
            return rowRule(quality);
        }
        List<String> literals = new ArrayList<>();
        valid.forEach(v -> literals.add(v.isTextual() ? "'" + v.asText().replace("'", "\\'") + "'" : v.asText()));
        String list = String.join(", ", literals);
        return new RowRule(
                name + "_is_known", name + " IN (" + list + ")", severity(quality), name + " is one of " + list);
    }

    private static RowRule rowRule(JsonNode quality) {
        if (!quality.path("engine").asText().equals(ROW_ENGINE)) {
            throw new IllegalArgumentException("rule '" + quality.path("name").asText()
                    + "' is neither sql, nor invalidValues with validValues, nor of engine " + ROW_ENGINE);
        }
        return new RowRule(
                text(quality, "name"),
                text(quality, "implementation"),
                severity(quality),
                text(quality, "description"));
    }

    private static Severity severity(JsonNode quality) {
        return Severity.valueOf(quality.path("severity").asText("error").toUpperCase(Locale.ROOT));
    }

    private static String custom(JsonNode element, String property) {
        return StreamSupport.stream(element.path("customProperties").spliterator(), false)
                .filter(p -> p.path("property").asText().equals(property))
                .map(p -> p.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("").strip();
    }
}
