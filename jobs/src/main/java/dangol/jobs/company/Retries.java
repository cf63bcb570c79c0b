package dangol.jobs.company;

import java.time.Duration;

/**
 * How often and how soon a failed run is tried again, always for the same logical day.
 *
 * @param count tries after the first one
 * @param initial wait before the first of them
 * @param factor by which each further wait is longer
 * @param most the longest wait
 */
public record Retries(int count, Duration initial, double factor, Duration most) {

    /** The wait after the given number of failures, from 1. */
    public Duration wait(int failures) {
        double millis = initial.toMillis() * Math.pow(factor, failures - 1);
        return Duration.ofMillis((long) Math.min(millis, most.toMillis()));
    }
}
