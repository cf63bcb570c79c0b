package dangol.jobs.simulate;

import java.math.BigDecimal;

/** Amounts of money, held as whole hundredths of a won so that sums are exact. */
final class Won {

    private Won() {}

    static long of(long won) {
        return won * 100;
    }

    static BigDecimal decimal(long hundredths) {
        return BigDecimal.valueOf(hundredths, 2);
    }

    /** As a till writes it: decimals only where there are any. */
    static String text(long hundredths) {
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        return decimal(hundredths).toPlainString();
    }
}
