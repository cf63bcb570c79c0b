package dangol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.RowRule;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.contract.TableRule;
import dangol.state.ChurnModels;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Rows of silver made in a test by naming the columns that matter, and the tables computed from them. */
final class Facts {
    private static final Policy POLICY =
            new Policy(ZoneId.of("Asia/Seoul"), "KRW", 180, 3, 3, List.of(30, 90, 180), ModelPolicy.USUAL, "secret");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<TableId, List<ObjectNode>> rows = new TreeMap<>();
    private final Map<String, Dataset<Row>> made = new HashMap<>();

    /** A row of a silver table: column, value, column, value …; null values are left out, anything else is written as text or number. */
    Facts add(String silver, Object... columnsAndValues) {
        ObjectNode row = JSON.createObjectNode();
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            if (columnsAndValues[i + 1] instanceof LocalDate day) {
                row.put((String) columnsAndValues[i], day.toString());
            } else if (columnsAndValues[i + 1] != null) {
                row.set((String) columnsAndValues[i], JSON.valueToTree(columnsAndValues[i + 1]));
            }
        }
        rows.computeIfAbsent(TableId.silver(silver), t -> new ArrayList<>()).add(row);
        return this;
    }

    /** The same rows in another order. */
    Facts shuffled(long seed) {
        Facts mixed = new Facts();
        rows.forEach((id, given) -> {
            List<ObjectNode> copy = new ArrayList<>(given);
            Collections.shuffle(copy, new Random(seed));
            mixed.rows.put(id, copy);
        });
        return mixed;
    }

    /**
     * What of these rows was known at the end of a day: nothing that happened later, and no later end, answer or version of
     * what was there. A date that was agreed before is no event: it stays.
     *
     * @param happensOn for each table the day on which a row happens
     */
    Facts knownOn(LocalDate day, Map<String, String> happensOn) {
        Facts known = new Facts();
        rows.forEach((id, given) -> given.forEach(row -> {
            if (!isAfter(row.path(happensOn.get(id.name())), day)) {
                ObjectNode copy = row.deepCopy();
                row.fieldNames().forEachRemaining(name -> {
                    boolean isAgreed = name.equals("contract_ends_on") || name.startsWith("promised_by");
                    boolean isTime = name.endsWith("_on") || name.endsWith("_at") || name.equals("valid_to");
                    if (isTime && !isAgreed && isAfter(row.path(name), day)) {
                        copy.remove(name);
                    }
                });
                known.rows.computeIfAbsent(id, t -> new ArrayList<>()).add(copy);
            }
        }));
        return known;
    }

    private static boolean isAfter(JsonNode time, LocalDate day) {
        return time.asText("").length() >= 10
                && LocalDate.parse(time.asText().substring(0, 10)).isAfter(day);
    }

    /** Tables of silver and states as of the day, as another class than a table reads them. */
    Inputs inputs(List<TableId> ids, LocalDate day) {
        Map<TableId, Dataset<Row>> tables = new HashMap<>();
        ids.forEach(id -> tables.put(id, at(id, day)));
        return new Inputs(Contracts.of(ChurnModels.ID), POLICY, tables);
    }

    /** The table on the day, from these rows and the tables that it reads beside them. */
    Dataset<Row> compute(Table table, LocalDate day) {
        return new Derivation(POLICY, new AsOf(day), id -> id.layer() == Layer.STATE ? null : at(id, day))
                .rows(table.id());
    }

    /** Fails on the first rule of the table's contract that these rows break, whatever its severity. */
    void holdsItsContract(Table table, LocalDate day) {
        TableContract contract = Contracts.of(table.id());
        Dataset<Row> found = at(table.id(), day);
        for (RowRule rule : contract.rowRules()) {
            List<Row> broken = found.filter(functions.not(functions.expr(rule.predicate())))
                    .takeAsList(3);
            if (!broken.isEmpty()) {
                throw new AssertionError(table.id() + " breaks " + rule.name() + ": " + broken);
            }
        }
        for (TableRule rule : contract.tableRules()) {
            Object number =
                    TestSpark.session().sql(filled(rule.query(), day)).first().get(0);
            if (new BigDecimal(number.toString()).compareTo(new BigDecimal(rule.mustBe())) != 0) {
                throw new AssertionError(table.id() + " breaks " + rule.name() + ": found " + number);
            }
        }
        long keys = found.select(
                        contract.primaryKey().stream().map(functions::col).toArray(Column[]::new))
                .distinct()
                .count();
        if (keys != found.count()) {
            throw new AssertionError(table.id() + " has " + found.count() + " rows but " + keys + " keys");
        }
    }

    /** A table on the day as rows at rest, so that the tables above it do not run it again. */
    private Dataset<Row> at(TableId id, LocalDate day) {
        if (isGiven(id)) {
            return given(id);
        }
        String key = id + " " + day;
        if (!made.containsKey(key)) {
            Dataset<Row> rows = compute(Tables.of(id), day);
            StructType schema = (StructType) rows.schema().asNullable();
            made.put(key, TestSpark.session().createDataFrame(rows.collectAsList(), schema));
        }
        return made.get(key);
    }

    private String filled(String query, LocalDate day) {
        String text = query.replace("{as_of}", "DATE'" + day + "'");
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{')) {
            TableId id = TableId.parse(text.substring(open + 1, text.indexOf('}', open)));
            String view = id.layer().lower() + "_" + id.name();
            at(id, day).createOrReplaceTempView(view);
            text = text.replace("{" + id + "}", view);
        }
        return text;
    }

    /** Entities and customers are given, never computed: what makes them of a company's files is tested elsewhere. */
    private static boolean isGiven(TableId id) {
        return id.layer() == Layer.SILVER && !id.name().endsWith("_day");
    }

    private Dataset<Row> given(TableId id) {
        ArrayNode array = JSON.createArrayNode();
        rows.getOrDefault(id, List.of()).forEach(array::add);
        return YamlRows.dataset(array, StageSchema.of(id));
    }
}
