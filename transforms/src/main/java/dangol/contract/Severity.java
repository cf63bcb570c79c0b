package dangol.contract;

/** What a broken rule does to a release. */
public enum Severity {
    /** Holds the whole release back; in silver, sends the row to quarantine. */
    ERROR,
    /** Releases and reports. */
    WARNING
}
