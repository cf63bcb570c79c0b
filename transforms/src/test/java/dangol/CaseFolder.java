package dangol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.model.purchase.PurchaseModelKind;
import dangol.model.purchase.TimeUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A case: given rows of some tables, the expected rows of one. Layout: cases/layer/table/case/{case,expect}.yaml, given/*.yaml. */
record CaseFolder(TableId table, Path folder) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static List<CaseFolder> all() {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.endsWith("case.yaml"))
                    .map(Path::getParent)
                    .sorted()
                    .map(f -> new CaseFolder(
                            TableId.parse(f.getParent().getParent().getFileName() + "."
                                    + f.getParent().getFileName()),
                            f))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(CaseFolder.class.getResource("/cases").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String describes() {
        return read("case.yaml").path("describes").asText();
    }

    AsOf asOf() {
        return new AsOf(LocalDate.parse(read("case.yaml").path("as_of").asText()));
    }

    Policy policy() {
        JsonNode own = read("case.yaml").path("policy");
        List<Integer> horizons = new ArrayList<>();
        own.path("intention_horizons_days").forEach(h -> horizons.add(h.asInt()));
        return new Policy(
                ZoneId.of(own.path("time_zone").asText("Asia/Seoul")),
                own.path("currency").asText("KRW"),
                own.path("silent_days").asInt(180),
                own.path("own_intervals").asDouble(3),
                own.path("min_purchase_days").asInt(3),
                horizons.isEmpty() ? List.of(30, 90, 180) : horizons,
                models(own.path("models")),
                own.path("customer_key_secret").asText("secret"));
    }

    private static ModelPolicy models(JsonNode own) {
        ModelPolicy usual = ModelPolicy.USUAL;
        return new ModelPolicy(
                PurchaseModelKind.valueOf(
                        own.path("purchase_model").asText("bg_nbd").toUpperCase(Locale.ROOT)),
                TimeUnit.valueOf(own.path("time_unit").asText("week").toUpperCase(Locale.ROOT)),
                own.path("horizon_days").asInt(usual.horizonDays()),
                own.path("holdout_days").asInt(own.path("horizon_days").asInt(usual.holdoutDays())),
                own.path("lifetime_months").asInt(usual.lifetimeMonths()),
                own.path("discount_percent_per_month").asDouble(usual.discountPercentPerMonth()),
                own.path("margin_percent").asDouble(usual.marginPercent()),
                own.path("confidence_percent").asDouble(usual.confidencePercent()),
                own.path("min_customers").asInt(usual.minCustomers()),
                ModelPolicy.Show.valueOf(own.path("show").asText("tested").toUpperCase(Locale.ROOT)));
    }

    /**
     * The rows of the table under test, computed from the given ones; a table without a given file is empty. What a mart
     * carries from run to run is computed from the given rows, too, unless it is given itself; states that runs only carry on
     * are always given.
     */
    Dataset<Row> actual() {
        refuseStrayFiles(given(table));
        return new Derivation(policy(), asOf(), id -> isComputed(id) ? null : rows(id)).rows(table);
    }

    private Set<TableId> given(TableId id) {
        Set<TableId> given = new HashSet<>();
        for (TableId input : Tables.of(id).inputs()) {
            given.addAll(isComputed(input) ? given(input) : Set.of(input));
        }
        return given;
    }

    private boolean isComputed(TableId id) {
        return id.layer() == Layer.STATE
                && !(Tables.of(id).scope(policy()) instanceof Scope.Kept)
                && !Files.exists(folder.resolve("given/" + id + ".yaml"));
    }

    Dataset<Row> expected() {
        TableContract contract = Contracts.of(table);
        JsonNode rows = read("expect.yaml");
        Set<String> named = expectedColumns();
        StructField[] fields = contract.columns().stream()
                .filter(c -> named.remove(c.name()))
                .map(c -> new StructField(c.name(), c.type(), true, org.apache.spark.sql.types.Metadata.empty()))
                .toArray(StructField[]::new);
        if (!named.isEmpty()) {
            throw new AssertionError(folder + "/expect.yaml names columns that " + table + " has not: " + named);
        }
        return YamlRows.dataset(rows, new StructType(fields));
    }

    Set<String> expectedColumns() {
        Set<String> named = new LinkedHashSet<>(Contracts.of(table).primaryKey());
        read("expect.yaml").forEach(row -> row.fieldNames().forEachRemaining(named::add));
        return named;
    }

    private Dataset<Row> rows(TableId id) {
        Path file = folder.resolve("given/" + id + ".yaml");
        JsonNode rows = Files.exists(file) ? read("given/" + id + ".yaml") : YAML.createArrayNode();
        return YamlRows.dataset(rows, StageSchema.of(id));
    }

    private void refuseStrayFiles(Set<TableId> inputs) {
        Path given = folder.resolve("given");
        if (!Files.isDirectory(given)) {
            return;
        }
        try (Stream<Path> files = Files.list(given)) {
            Set<String> stray = new TreeSet<>();
            files.map(f -> f.getFileName().toString().replace(".yaml", "")).forEach(stray::add);
            inputs.forEach(i -> stray.remove(i.toString()));
            if (!stray.isEmpty()) {
                throw new AssertionError(folder + " gives tables that " + table + " does not read: " + stray);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(String file) {
        try {
            JsonNode node = YAML.readTree(Files.readString(folder.resolve(file)));
            return node.isMissingNode() || node.isNull() ? YAML.createArrayNode() : node;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + "/" + file, e);
        }
    }
}
