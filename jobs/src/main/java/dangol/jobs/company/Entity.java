package dangol.jobs.company;

import java.util.Arrays;
import java.util.Locale;

/** The canonical entities that a company's mapping can fill. */
public enum Entity {
    CUSTOMER,
    IDENTITY_KEY,
    CUSTOMER_RELATION,
    SUBSCRIPTION,
    TRANSACTION,
    SURVEY_RESPONSE,
    SOCIAL_POST,
    SERVICE_CASE,
    CAMPAIGN_TOUCH,
    LEAD,
    REFERRAL,
    CONSENT,
    WALLET_OBSERVATION;

    public String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Entity of(String table) {
        return Arrays.stream(values())
                .filter(e -> e.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    /** A customer record or a registered key without its customer says nothing. */
    boolean needsCustomer() {
        return this == CUSTOMER || this == IDENTITY_KEY;
    }

    /** True where the business key is mapped; a customer's versions and keys may come from one feed several times. */
    boolean keyIsMapped() {
        return !needsCustomer();
    }
}
