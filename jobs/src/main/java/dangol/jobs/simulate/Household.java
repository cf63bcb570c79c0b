package dangol.jobs.simulate;

import java.time.LocalDateTime;

/**
 * Two neighbouring customers who belong together. The head has the lower number.
 *
 * @param id household number
 * @param kind what the head is to the other: one who also buys, the one who pays, or one who buys as a gift
 * @param head customer number of the head
 * @param member customer number of the other
 * @param sharesEmail both registered one e-mail, so it tells nobody apart
 * @param sharesCard both registered one loyalty card
 * @param since when the company learned of it
 */
record Household(
        String id,
        Kind kind,
        String head,
        String member,
        boolean sharesEmail,
        boolean sharesCard,
        LocalDateTime since) {

    /** How the two relate, in the words of the CRM. */
    enum Kind {
        HOUSEHOLD("household"),
        PAYER("payer"),
        BENEFICIARY("beneficiary");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Whether this customer only uses what the other pays for. */
    boolean paidFor(String number) {
        return kind == Kind.PAYER && number.equals(member);
    }
}
