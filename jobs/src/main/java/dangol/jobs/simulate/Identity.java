package dangol.jobs.simulate;

import java.time.LocalDateTime;

/**
 * The keys by which a customer may show up, and whether each is enough to know the customer for certain. This is the
 * truth that identity linking is measured against.
 *
 * @param email null when none was ever given
 * @param emailVerifiedAt when the e-mail was confirmed, later than the registration; null when at once or never
 * @param card null when the customer carries none
 * @param platform where the handle is
 * @param handle null when the customer does not post
 */
record Identity(
        String email,
        Standing emailStanding,
        LocalDateTime emailVerifiedAt,
        String card,
        Standing cardStanding,
        String platform,
        String handle,
        Standing handleStanding) {

    /** What the company knows about a key. Only a confirmed key leads to the customer. */
    enum Standing {
        ABSENT,
        CONFIRMED,
        UNCONFIRMED,
        SHARED,
        UNREGISTERED
    }

    static final Identity UNKNOWN =
            new Identity(null, Standing.ABSENT, null, null, Standing.ABSENT, null, null, Standing.ABSENT);

    /** Whether something that carries this key can be given to the customer by a certain rule. */
    boolean leadsToCustomer(SourceKey.Kind kind) {
        return switch (kind) {
            case CUSTOMER_NUMBER -> true;
            case EMAIL -> emailStanding == Standing.CONFIRMED;
            case CARD -> cardStanding == Standing.CONFIRMED;
            case NONE -> false;
        };
    }
}
