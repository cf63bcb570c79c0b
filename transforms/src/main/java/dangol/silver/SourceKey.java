package dangol.silver;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dangol.ComposedText;
import dangol.Policy;
import org.apache.spark.sql.Column;

/**
 * A key by which a source names a customer, written {@code kind:value}, for example {@code email:a@b.example}. Registered
 * keys and the keys of events meet only when both were written by {@link #of}.
 */
public final class SourceKey {
    private static final String CUSTOMER_ID_PREFIX = Policy.CUSTOMER_ID + ":";

    /** Blanks of all kinds that spreadsheets and Korean input methods leave around a key. */
    private static final String BLANKS = " \t\r\n\u00a0\u3000";

    private SourceKey() {}

    /** The key of a kind and a value as a source gives them; null when the value is null or blank, because blank keys name nobody. */
    public static Column of(Column kind, Column value) {
        Column clean = value(kind, value);
        return when(length(clean).gt(0), concat(kind, lit(":"), clean));
    }

    /** The value as keys are compared: composed and trimmed, e-mails in lower case. */
    static Column value(Column kind, Column value) {
        Column trimmed = trim(ComposedText.of(value), BLANKS);
        return when(kind.equalTo("email"), lower(trimmed)).otherwise(trimmed);
    }

    /** True for the company's own customer number, false for any other key, null for none. */
    static Column isCustomerId(Column key) {
        return key.startsWith(CUSTOMER_ID_PREFIX).and(length(key).gt(CUSTOMER_ID_PREFIX.length()));
    }

    /** The company's own customer number in the key; null for keys of other kinds. */
    static Column customerId(Column key) {
        return when(isCustomerId(key), key.substr(lit(CUSTOMER_ID_PREFIX.length() + 1), length(key)));
    }

    /** The customer_key of a customer number, null for keys of other kinds, which only identity_link can tell. */
    public static Column customerKey(Policy policy, Column key) {
        return when(isCustomerId(key), policy.customerKey(key));
    }
}
