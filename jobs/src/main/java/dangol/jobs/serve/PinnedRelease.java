package dangol.jobs.serve;

import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A release as a client's session reads it, from its first query to its end: in {@code gold} the release's day, in {@code history} every
 * kept day of the tables that keep days, in {@code meta.release} which release it is. Tables are opened at the release's Delta
 * versions when they are first asked for.
 */
final class PinnedRelease {
    static final String GOLD = "gold";
    static final String HISTORY = "history";
    static final String META = "meta";

    private static final Map<String, String> SCHEMAS = Map.of(
            GOLD, "The tables of the release, for its day.",
            HISTORY, "The tables of gold that keep a copy of each day, with all kept days.",
            META, "Which release this is.");
    private static final StructType RELEASE = new StructType()
            .add("release", DataTypes.LongType, false, "Number of the release.")
            .add("company", DataTypes.StringType, false, "Name of the company.")
            .add("as_of", DataTypes.DateType, false, "The day that the figures are of.")
            .add("released_at", DataTypes.TimestampType, false, "When readers first saw it.");

    private final Served served;
    private final Lake lake;
    private final Release release;
    private final Map<TableId, BaseRelation> opened = new ConcurrentHashMap<>();
    private final Set<BaseRelation> given =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    PinnedRelease(Served served, Lake lake, Release release) {
        this.served = served;
        this.lake = lake;
        this.release = release;
    }

    Release release() {
        return release;
    }

    static Map<String, String> schemas() {
        return SCHEMAS;
    }

    /** The names of a schema's tables. */
    List<String> tables(String schema) {
        if (schema.equals(META)) {
            return List.of("release");
        }
        List<String> names = new ArrayList<>();
        for (String table : release.tables().keySet()) {
            TableId id = TableId.parse(table);
            if (schema.equals(GOLD)
                    || (schema.equals(HISTORY) && Contracts.of(id).snapshot())) {
                names.add(id.name());
            }
        }
        return names;
    }

    Optional<ServedTable> find(String schema, String name) {
        if (!tables(schema).contains(name)) {
            return Optional.empty();
        }
        String comment = schema.equals(META) ? "One row." : comment(Contracts.of(TableId.gold(name)));
        return Optional.of(
                new ServedTable(this, schema, name, rows(schema, name).schema(), comment));
    }

    private static String comment(TableContract contract) {
        return contract.grain() + " " + contract.purpose();
    }

    /** The rows of a table, as a plan of its own: what is made of them twice can be joined. */
    Dataset<Row> rows(String schema, String name) {
        return served.inOwnSession(() -> {
            if (schema.equals(META)) {
                return served.own().createDataFrame(List.of(row()), RELEASE);
            }
            TableId id = TableId.gold(name);
            Dataset<Row> all = lake.read(id, opened.computeIfAbsent(id, this::open));
            return schema.equals(GOLD) ? Lake.ofDay(all, release.asOf()) : all;
        });
    }

    private Row row() {
        return RowFactory.create(
                release.number(),
                release.company(),
                Date.valueOf(release.asOf()),
                Timestamp.from(release.releasedAt()));
    }

    private BaseRelation open(TableId id) {
        BaseRelation relation =
                lake.relation(id, release.tables().get(id.toString()).version());
        given.add(relation);
        return relation;
    }

    /** True for what was opened here and for nothing else, whatever it is called. */
    boolean gave(BaseRelation relation) {
        return given.contains(relation);
    }
}
