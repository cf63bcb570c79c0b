package dangol.model.survival;

import java.io.Serializable;

/**
 * How many customers left after just this duration, and how many were last seen staying after it. The unit is the
 * caller's and the same for all. Who is censored at a duration is at risk there.
 *
 * @throws IllegalArgumentException when a number is negative or the duration not finite
 */
public record DurationCount(double duration, long events, long censored) implements Serializable {
    public DurationCount {
        if (!Double.isFinite(duration) || duration < 0 || events < 0 || censored < 0) {
            throw new IllegalArgumentException("A duration and its counts cannot be negative, but there are " + events
                    + " events and " + censored + " censored at " + duration
                    + ". Leave out customers whose end lies before their beginning.");
        }
    }

    long customers() {
        return events + censored;
    }
}
