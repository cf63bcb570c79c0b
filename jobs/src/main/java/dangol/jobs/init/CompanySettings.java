package dangol.jobs.init;

import java.util.Set;

/**
 * What no file says about a company.
 *
 * @param name name of the company: a-z, 0-9 and _, a letter first
 * @param timeZone zone whose midnight ends the day
 * @param currency ISO 4217 code
 * @param assumed which of 'company', 'time_zone' and 'currency' nobody said
 */
public record CompanySettings(String name, String timeZone, String currency, Set<String> assumed) {
    public CompanySettings {
        assumed = Set.copyOf(assumed);
    }
}
