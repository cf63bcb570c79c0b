package dangol.jobs.simulate;

import dangol.jobs.simulate.Identity.Standing;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;

/** Makes customers: who they are, how they can be recognised, what drives them. */
final class People {

    private static final List<String[]> FAMILY = List.of(
            new String[] {"김", "kim"},
            new String[] {"이", "lee"},
            new String[] {"박", "park"},
            new String[] {"최", "choi"},
            new String[] {"정", "jung"},
            new String[] {"강", "kang"},
            new String[] {"조", "cho"},
            new String[] {"윤", "yoon"},
            new String[] {"장", "jang"},
            new String[] {"임", "lim"});
    private static final List<String[]> GIVEN = List.of(
            new String[] {"민준", "minjun"},
            new String[] {"서연", "seoyeon"},
            new String[] {"도윤", "doyoon"},
            new String[] {"지우", "jiwoo"},
            new String[] {"하은", "haeun"},
            new String[] {"시우", "siwoo"},
            new String[] {"수아", "sua"},
            new String[] {"은우", "eunwoo"},
            new String[] {"지민", "jimin"},
            new String[] {"현서", "hyunseo"},
            new String[] {"유진", "yujin"},
            new String[] {"태현", "taehyun"});
    private static final List<String> FOREIGN_GIVEN =
            List.of("Anna", "Daniel", "Emily", "James", "Linh", "Maria", "Noah", "Olivia", "Ravi", "Sofia");
    private static final List<String> FOREIGN_FAMILY =
            List.of("Brown", "Garcia", "Johnson", "Miller", "Nguyen", "O'Neil", "Patel", "Smith", "Weber", "Wilson");
    private static final List<String> DOMAINS =
            List.of("naru.example", "mail.example", "post.example", "office.example");
    private static final List<String> ACQUISITION = List.of("search", "store", "social", "referral", "partner");
    private static final double[] ACQUISITION_WEIGHT = {0.3, 0.33, 0.2, 0.09, 0.08};
    private static final int[] ACQUISITION_COST = {39_500, 0, 31_200, 15_000, 52_000};
    static final List<String> PLATFORMS = List.of("chirp", "talkroom");

    private static final double NEVER_BUYS = 0.2;
    private static final double LOST_BY_CRM = 0.003;

    private final Horizon horizon;
    private final long seed;

    People(Horizon horizon, long seed) {
        this.horizon = horizon;
        this.seed = seed;
    }

    /**
     * @param household null when the customer belongs to none
     * @param head the other of the household when this customer is its member; null otherwise
     * @param neighbour an earlier customer who may have brought this one; null when there is none
     */
    Customer create(long index, Household household, Customer head, Customer neighbour) {
        Chance chance = Chance.of(seed, Chance.Purpose.PERSON, index);
        String number = Customer.number(index);
        boolean foreign = head == null ? chance.with(0.14) : !head.korean();
        String[] family = chance.pick(FAMILY);
        String[] given = chance.pick(GIVEN);
        String name = family[0] + given[0];
        String alias = given[1] + "." + family[1];
        if (foreign) {
            String first = chance.pick(FOREIGN_GIVEN);
            String last = chance.pick(FOREIGN_FAMILY);
            name = first + " " + last;
            alias = (first + "." + last).toLowerCase(Locale.ROOT).replace("'", "");
        }
        LocalDateTime registered = registeredAt(chance);
        boolean inCrm = household != null || !chance.with(LOST_BY_CRM);
        int source = chance.weighted(ACQUISITION_WEIGHT);
        String acquisition = ACQUISITION.get(source);
        boolean referred = acquisition.equals("referral")
                && neighbour != null
                && neighbour.registeredAt().isBefore(registered);
        Place place = head == null ? chance.pick(Place.ALL) : head.place();
        boolean paidFor = household != null && household.paidFor(number);
        Traits traits = traits(chance, inCrm, paidFor);
        Identity identity = inCrm ? identity(chance, index, alias, registered, household, head) : Identity.UNKNOWN;
        return new Customer(
                index,
                number,
                inCrm,
                name,
                foreign ? "en" : "ko",
                chance.between(1948, 2006),
                chance.with(0.56) ? "F" : "M",
                place,
                "010-" + chance.between(2000, 9999) + "-" + Ids.digits(chance.between(0, 9999), 4),
                registered,
                acquisition,
                ACQUISITION_COST[source] == 0 ? 0 : ACQUISITION_COST[source] + chance.between(-20, 20) * 100,
                household,
                referred ? neighbour.number() : null,
                identity,
                traits);
    }

    private LocalDateTime registeredAt(Chance chance) {
        int opening = Math.min(45, horizon.days());
        int day = chance.with(0.12) ? chance.nextInt(opening) : chance.nextInt(horizon.days());
        return horizon.start().plusDays(day).atStartOfDay().plusSeconds(chance.between(9 * 3600, 22 * 3600));
    }

    private static Traits traits(Chance chance, boolean inCrm, boolean paidFor) {
        boolean buyer = !inCrm || !(paidFor || chance.with(NEVER_BUYS));
        double income = chance.logNormal(1, 0.45);
        int count = Category.values().length;
        double[] categories = new double[count];
        double[] needs = new double[count];
        double[] shape = {2.2, 0.7, 0.35, 0.7};
        for (int i = 0; i < count; i++) {
            double taste = chance.gamma(shape[i], 1);
            categories[i] = taste < 0.12 ? 0 : taste;
            needs[i] = Category.values()[i].needWon()
                    * income
                    * Math.max(0.3, taste / shape[i])
                    * chance.logNormal(1, 0.3);
        }
        if (categories[0] + categories[1] + categories[2] + categories[3] == 0) {
            categories[0] = 1;
        }
        return new Traits(
                buyer,
                chance.gamma(0.95, 1 / 24.0),
                chance.beta(0.9, 5.0),
                chance.beta(6, 2.5),
                income,
                inCrm ? chance.beta(1.1, 1.2) : 1,
                inCrm && chance.with(0.35) ? chance.beta(2, 2) : 0,
                categories,
                needs,
                chance.beta(3, 2),
                inCrm && chance.with(0.12));
    }

    private Identity identity(
            Chance chance, long index, String alias, LocalDateTime registered, Household household, Customer head) {
        String suffix = Long.toString(index, 36);
        String email = alias + "." + suffix + "@" + chance.pick(DOMAINS);
        double draw = chance.nextDouble();
        Standing emailStanding =
                draw < 0.05 ? Standing.ABSENT : draw < 0.15 ? Standing.UNCONFIRMED : Standing.CONFIRMED;
        LocalDateTime verified = null;
        if (emailStanding == Standing.CONFIRMED && chance.with(0.05)) {
            verified = registered.plusDays(chance.between(2, 120)).plusSeconds(chance.between(0, 3000));
            if (!horizon.covers(verified)) {
                emailStanding = Standing.UNCONFIRMED;
                verified = null;
            }
        }
        String card = "8810" + Ids.digits(index * 7 + 1_000_003, 10);
        draw = chance.nextDouble();
        Standing cardStanding =
                draw < 0.24 ? Standing.ABSENT : draw < 0.27 ? Standing.UNREGISTERED : Standing.CONFIRMED;
        String platform = chance.with(0.6) ? PLATFORMS.get(0) : PLATFORMS.get(1);
        String handle = "@" + alias.substring(0, alias.indexOf('.')) + "_" + suffix;
        draw = chance.nextDouble();
        Standing handleStanding = draw < 0.84
                ? Standing.ABSENT
                : draw < 0.93 ? Standing.CONFIRMED : draw < 0.945 ? Standing.UNCONFIRMED : Standing.UNREGISTERED;
        if (household != null && household.sharesEmail()) {
            email = head == null ? email : head.identity().email();
            emailStanding = Standing.SHARED;
            verified = null;
        }
        if (household != null && household.sharesCard()) {
            card = head == null ? card : head.identity().card();
            cardStanding = Standing.SHARED;
        }
        return new Identity(
                emailStanding == Standing.ABSENT ? null : email,
                emailStanding,
                verified,
                cardStanding == Standing.ABSENT ? null : card,
                cardStanding,
                handleStanding == Standing.ABSENT ? null : platform,
                handleStanding == Standing.ABSENT ? null : handle,
                handleStanding);
    }
}
