package dangol.jobs.simulate;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What to simulate.
 *
 * @param customers number of customers, 1 to 10 million
 * @param until last day of the company's records, in the time zone Asia/Seoul
 * @param years years of records up to and including {@code until}, 1 to 10
 * @param seed the same seed and options give the same files
 * @param out folder to write into: absent, empty, or the result of an earlier simulation, which is replaced
 */
public record SimulationOptions(long customers, LocalDate until, int years, long seed, Path out) {

    /** Years of records when nothing else is asked for. */
    public static final int DEFAULT_YEARS = 3;

    private static final long MOST_CUSTOMERS = 10_000_000;

    /** @throws IllegalArgumentException with a sentence for the user when a number is out of its range */
    public SimulationOptions {
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(out, "out");
        if (customers < 1 || customers > MOST_CUSTOMERS) {
            throw new IllegalArgumentException("The number of customers must be between 1 and " + MOST_CUSTOMERS
                    + ", but it is " + customers + ".");
        }
        if (years < 1 || years > 10) {
            throw new IllegalArgumentException(
                    "The number of years must be between 1 and 10, but it is " + years + ".");
        }
        if (until.getYear() < 1990 || until.getYear() > 2100) {
            throw new IllegalArgumentException("The last day must lie between 1990 and 2100, but it is " + until + ".");
        }
    }

    /** The options with {@value #DEFAULT_YEARS} years of records. */
    public SimulationOptions(long customers, LocalDate until, long seed, Path out) {
        this(customers, until, DEFAULT_YEARS, seed, out);
    }
}
