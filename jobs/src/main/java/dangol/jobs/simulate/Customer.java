package dangol.jobs.simulate;

import java.time.LocalDateTime;

/**
 * One customer of the simulated company.
 *
 * @param index position among all customers, from 0
 * @param number the company's own customer number
 * @param inCrm false for the few whose record the CRM has lost: only their orders show them
 * @param household null for most
 * @param referrer customer number of who brought this one; null for most
 */
record Customer(
        long index,
        String number,
        boolean inCrm,
        String name,
        String language,
        int birthYear,
        String gender,
        Place place,
        String phone,
        LocalDateTime registeredAt,
        String acquisition,
        int acquisitionCost,
        Household household,
        String referrer,
        Identity identity,
        Traits traits) {

    static String number(long index) {
        return "C" + Ids.digits(index + 1, 7);
    }

    boolean korean() {
        return language.equals("ko");
    }
}
