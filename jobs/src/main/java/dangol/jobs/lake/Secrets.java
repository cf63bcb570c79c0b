package dangol.jobs.lake;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets that nobody chose. */
public final class Secrets {
    private Secrets() {}

    /** Two hex digits for each byte. */
    public static String random(int bytes) {
        byte[] secret = new byte[bytes];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }
}
