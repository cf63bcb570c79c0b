package dangol.model.wallet;

import java.io.Serializable;

/** What a customer spends elsewhere and could spend with us, in the currency of the own spend. */
public sealed interface Headroom extends Serializable {

    /**
     * An estimate: {@code low} ≤ {@code headroom} ≤ {@code high}.
     *
     * @param wallet own spend and headroom together
     * @param high infinite where the share may be nothing
     */
    record Estimated(double wallet, double headroom, double low, double high) implements Headroom {}

    /** None, and why, as a sentence. */
    record NotEstimated(String reason) implements Headroom {}
}
