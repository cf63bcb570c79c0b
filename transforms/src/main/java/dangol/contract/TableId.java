package dangol.contract;

import java.util.Locale;

/** A table's name in the lake, for example {@code gold.churn}. */
public record TableId(Layer layer, String name) implements Comparable<TableId> {

    public TableId {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("'" + name + "' is no table name: use a-z, 0-9 and _, a letter first.");
        }
    }

    public static TableId stage(String name) {
        return new TableId(Layer.STAGE, name);
    }

    public static TableId bronze(String name) {
        return new TableId(Layer.BRONZE, name);
    }

    public static TableId silver(String name) {
        return new TableId(Layer.SILVER, name);
    }

    public static TableId state(String name) {
        return new TableId(Layer.STATE, name);
    }

    public static TableId gold(String name) {
        return new TableId(Layer.GOLD, name);
    }

    public static TableId ops(String name) {
        return new TableId(Layer.OPS, name);
    }

    /** Reads {@code layer.name}. */
    public static TableId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + text + "' is no table: write layer.name, for example gold.churn.");
        }
        return new TableId(Layer.valueOf(text.substring(0, dot).toUpperCase(Locale.ROOT)), text.substring(dot + 1));
    }

    @Override
    public int compareTo(TableId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return layer.lower() + "." + name;
    }
}
