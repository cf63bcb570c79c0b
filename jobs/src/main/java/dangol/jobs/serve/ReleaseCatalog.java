package dangol.jobs.serve;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The catalog of one client's session: the release that readers saw when the session first asked. Nothing in it can be changed. */
public final class ReleaseCatalog implements TableCatalog, SupportsNamespaces {
    /** What clients see it called. */
    static final String NAME = "dangol";

    private String name = NAME;
    private PinnedRelease release;

    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {
        this.name = name;
        this.release = Served.get().pin();
    }

    PinnedRelease release() {
        return release;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String[] defaultNamespace() {
        return new String[] {PinnedRelease.GOLD};
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        String schema = schema(namespace);
        return release.tables(schema).stream()
                .map(table -> Identifier.of(namespace, table))
                .toArray(Identifier[]::new);
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        return Stream.of(table)
                .filter(t -> t.namespace().length == 1)
                .flatMap(t -> release.find(lower(t.namespace()[0]), lower(t.name())).stream())
                .findFirst()
                .orElseThrow(() -> new NoSuchTableException(table));
    }

    @Override
    public String[][] listNamespaces() {
        return PinnedRelease.schemas().keySet().stream()
                .sorted()
                .map(schema -> new String[] {schema})
                .toArray(String[][]::new);
    }

    @Override
    public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
        if (namespace.length == 0) {
            return listNamespaces();
        }
        schema(namespace);
        return new String[0][];
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        return Map.of("comment", PinnedRelease.schemas().get(schema(namespace)));
    }

    private static String schema(String[] namespace) throws NoSuchNamespaceException {
        if (namespace.length != 1 || !PinnedRelease.schemas().containsKey(lower(namespace[0]))) {
            throw new NoSuchNamespaceException(namespace);
        }
        return lower(namespace[0]);
    }

    /** Names are written in any case, as elsewhere in Spark. */
    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) {
        throw Refusal.of("To change a table");
    }

    @Override
    public boolean dropTable(Identifier table) {
        throw Refusal.of("To drop a table");
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw Refusal.of("To rename a table");
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> properties) {
        throw Refusal.of("To make a schema");
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) {
        throw Refusal.of("To change a schema");
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade) {
        throw Refusal.of("To drop a schema");
    }
}
