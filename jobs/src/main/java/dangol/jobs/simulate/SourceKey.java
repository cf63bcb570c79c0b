package dangol.jobs.simulate;

/** The key under which the company saw a purchase. */
record SourceKey(Kind kind, String value) {

    static final SourceKey NONE = new SourceKey(Kind.NONE, null);

    /** Kinds of keys that tills and the web shop know. */
    enum Kind {
        CUSTOMER_NUMBER,
        EMAIL,
        CARD,
        NONE
    }
}
