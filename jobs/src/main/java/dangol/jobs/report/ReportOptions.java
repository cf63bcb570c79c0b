package dangol.jobs.report;

/**
 * How the pages are made.
 *
 * @param customersAtRisk how many customers at risk are listed, the most valuable first
 */
public record ReportOptions(Language language, int customersAtRisk) {}
