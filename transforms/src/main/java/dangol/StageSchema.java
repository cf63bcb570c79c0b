package dangol;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.Layer;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The schema of what a mapping hands to a silver table: the contract's mapped columns, the parties' keys, and where the row came from. */
public final class StageSchema {
    /** Key of the customer a row is about, as {@code kind:value}. */
    public static final String SOURCE_KEY = "source_key";
    /** Key of the second party of a row, as {@code kind:value}. */
    public static final String OTHER_SOURCE_KEY = "other_source_key";
    /** When this version of the row was valid in the source; null when the source does not say. */
    public static final String VERSION_AT = "version_at";
    /** The feed the row came through. */
    public static final String FEED = "feed";
    /** The batch that brought the row; later batches win over earlier ones. */
    public static final String BATCH_ID = "batch_id";
    /**
     * The file of a customer's record or key, and of any row that has no {@link #VERSION_AT}: of files taken together the last by
     * name wins. Null for other rows.
     */
    public static final String SOURCE_FILE = "source_file";
    /** Hash of the landed row; decides between versions that are equal in all else. */
    public static final String ROW_HASH = "row_hash";

    private StageSchema() {}

    /** The schema of a stage table; for any other table the contract's own. */
    public static StructType of(TableId id) {
        if (id.layer() != Layer.STAGE) {
            return Contracts.of(id).schema();
        }
        TableContract contract = Contracts.of(TableId.silver(id.name()));
        List<StructField> fields = new ArrayList<>();
        for (Column column : contract.columns()) {
            if (column.mapped()) {
                fields.add(field(column.name(), column.type()));
            }
        }
        fields.add(field(SOURCE_KEY, DataTypes.StringType));
        fields.add(field(OTHER_SOURCE_KEY, DataTypes.StringType));
        fields.add(field(VERSION_AT, DataTypes.TimestampType));
        fields.add(field(FEED, DataTypes.StringType));
        fields.add(field(BATCH_ID, DataTypes.LongType));
        fields.add(field(SOURCE_FILE, DataTypes.StringType));
        fields.add(field(ROW_HASH, DataTypes.LongType));
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** True when the entity has a second party. */
    public static boolean hasOther(TableContract silver) {
        return Optional.of(silver).flatMap(c -> c.column(OTHER_SOURCE_KEY)).isPresent();
    }

    private static StructField field(String name, org.apache.spark.sql.types.DataType type) {
        return new StructField(name, type, true, org.apache.spark.sql.types.Metadata.empty());
    }
}
