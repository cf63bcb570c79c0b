package dangol;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The logical day of a mart: it uses only what happened before the end of this day in the company's time zone.
 * Nothing asks the clock.
 */
public record AsOf(LocalDate day) {

    /** The day as a DATE literal. */
    public Column date() {
        return functions.lit(day);
    }

    /** True for rows whose company-local DATE {@code on} is not after the day. */
    public Column includes(Column on) {
        return on.leq(date());
    }
}
