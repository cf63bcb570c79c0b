package dangol.jobs.report;

/**
 * How the pages are made.
 *
 * @param customersAtRisk how many customers at risk are listed, the most valuable first
 */
public record ReportOptions(Language language, int customersAtRisk) {
    /** Twenty customers at risk. */
    public static ReportOptions usual(Language language) {
        return new ReportOptions(language, 20);
    }
}
