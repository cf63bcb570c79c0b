package dangol.jobs.serve;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.StructType;

/** A table as clients find it in the catalog. It can do nothing itself: {@link ReleasedRows} puts its rows in its place. */
final class ServedTable implements Table {
    private final PinnedRelease release;
    private final String schema;
    private final String name;
    private final StructType columns;
    private final String comment;

    ServedTable(PinnedRelease release, String schema, String name, StructType columns, String comment) {
        this.release = release;
        this.schema = schema;
        this.name = name;
        this.columns = columns;
        this.comment = comment;
    }

    Dataset<Row> rows() {
        return release.rows(schema, name);
    }

    @Override
    public String name() {
        return schema + "." + name;
    }

    @Override
    @SuppressWarnings("deprecation") // without a default of its own, though columns() has taken its place
    public StructType schema() {
        return columns;
    }

    @Override
    public Column[] columns() {
        return CatalogV2Util.structTypeToV2Columns(columns);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "comment", comment,
                "release", String.valueOf(release.release().number()),
                "as_of", release.release().asOf().toString());
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of();
    }
}
