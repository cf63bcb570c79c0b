package dangol.jobs.train;

import dangol.model.classifier.Traits;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A customer on a past day, and what became of it.
 *
 * @param traits as of the day
 * @param churned on the horizon's days after it
 */
record Example(String customer, LocalDate day, Traits traits, boolean churned) {

    /** Which of some parts of all customers this one belongs to, on every day the same. */
    int part(int parts) {
        byte[] key = customer.getBytes(StandardCharsets.UTF_8);
        return Math.floorMod(MurmurHash3.hash32x86(key, 0, key.length, 0), parts);
    }
}
