package dangol;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The first 20 hex digits (80 bits) of SHA-256 over a secret, a bar and a text. Plans hold it as a value without words of its own:
 * Spark's pages, event logs and messages tell plans, and a literal in them in full.
 */
public final class KeyedHash implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BYTES = 10;

    private final byte[] prefix;

    KeyedHash(String secret) {
        this.prefix = (secret + "|").getBytes(StandardCharsets.UTF_8);
    }

    /** The hash of each text, null for null. */
    Column of(Column text) {
        return ByReference.call(this, KeyedHash.class, "hash", DataTypes.StringType, text, DataTypes.StringType);
    }

    /** For the code that Spark generates. */
    public UTF8String hash(UTF8String text) {
        MessageDigest sha = DigestUtils.getSha256Digest();
        sha.update(prefix);
        return UTF8String.fromString(HexFormat.of().formatHex(sha.digest(text.getBytes()), 0, BYTES));
    }

    /** Equal expressions are computed once. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyedHash hash && Arrays.equals(prefix, hash.prefix);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(prefix);
    }

    @Override
    public String toString() {
        return "keyed";
    }
}
