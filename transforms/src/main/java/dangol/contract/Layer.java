package dangol.contract;

import java.util.Locale;

/** The layers of the lake in the one direction that data takes through them. */
public enum Layer {
    /** Rows as landed, append-only. */
    BRONZE,
    /** Rows of a feed mapped and cast to the columns of a canonical entity; lives only within a run. */
    STAGE,
    /** Canonical entities and the daily facts derived from them. */
    SILVER,
    /** What marts need of the history, carried from run to run as of a day; no release holds it. */
    STATE,
    /** Marts, as of a day. */
    GOLD,
    /** What the runs themselves leave: run records, check results, quarantine. */
    OPS;

    /** The layer's name as it stands in table names and folders. */
    public String lower() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True when a table of this layer may read a table of {@code other}: never backwards, and nothing reads ops. */
    boolean mayRead(Layer other) {
        boolean marts = this == STATE && other == GOLD;
        return other != OPS && this != OPS && (marts || other.ordinal() <= ordinal());
    }

    /** True when its tables are made as of a day. */
    public boolean asOfDay() {
        return this == STATE || this == GOLD;
    }
}
