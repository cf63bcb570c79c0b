package dangol.jobs.source;

/** The columns that bronze adds to what a source gave. */
public final class Landing {
    public static final String BATCH_ID = "_batch_id";
    public static final String SOURCE_FILE = "_source_file";
    public static final String ROW_HASH = "_row_hash";
    public static final String INGESTED_AT = "_ingested_at";
    /** The raw text of a line that its format could not make a row of; null for all others. */
    public static final String MALFORMED = "_malformed";

    /** Counts equal rows of one file from 1, so that a source without line numbers loses none; computed where a mapping names it. */
    public static final String OCCURRENCE = "_occurrence";

    private Landing() {}
}
