package dangol.gold;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * The Wilson score interval of a share, 95 % two-sided (Wilson 1927): with p = successes / n and z = 1.959963984540054,
 * (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), kept within [0, 1]. Unlike p ± z·se it stays sensible for small n
 * and for shares of 0 and 1.
 */
final class Wilson {
    private static final double Z = 1.959963984540054;

    private Wilson() {}

    /** Lower limit of the share successes / n as a DOUBLE; null when n = 0. */
    static Column low(Column successes, Column n) {
        return when(n.gt(0), greatest(lit(0.0), limit(successes, n, -Z)));
    }

    /** Upper limit of the share successes / n as a DOUBLE; null when n = 0. */
    static Column high(Column successes, Column n) {
        return when(n.gt(0), least(lit(1.0), limit(successes, n, Z)));
    }

    private static Column limit(Column successes, Column n, double z) {
        // ANSI mode throws on a division by zero, so an empty base becomes null before it is divided by.
        Column count = nullif(n.cast("double"), lit(0.0));
        Column share = successes.cast("double").divide(count);
        Column variance = share.multiply(lit(1.0).minus(share))
                .divide(count)
                .plus(lit(Z * Z / 4).divide(count.multiply(count)));
        return share.plus(lit(Z * Z / 2).divide(count))
                .plus(lit(z).multiply(sqrt(variance)))
                .divide(lit(1.0).plus(lit(Z * Z).divide(count)));
    }
}
