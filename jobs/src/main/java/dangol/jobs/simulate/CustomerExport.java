package dangol.jobs.simulate;

import dangol.jobs.simulate.Identity.Standing;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The CRM's quarterly export of new and changed customers, with cards and handles beside it. */
final class CustomerExport {

    static final String HEADER = "customer_no;name;e_mail;e_mail_verified;phone;birth_year;gender;region;city;postcode;"
            + "language;segment;source;acquisition_cost;registered_on;changed_at";
    static final String CARD_HEADER = "card_no;customer_no;issued_on;active";
    static final String HANDLE_HEADER = "platform;handle;customer_no;confirmed;linked_on";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final double MOVED = 0.05;
    private static final double SENT_AGAIN = 0.01;
    private static final char DELIMITER = ';';

    private final Horizon horizon;
    private final TextFeed customers;
    private final TextFeed cards;
    private final TextFeed handles;
    private final Tally tally;

    CustomerExport(Horizon horizon, TextFeed customers, TextFeed cards, TextFeed handles, Tally tally) {
        this.horizon = horizon;
        this.customers = customers;
        this.cards = cards;
        this.handles = handles;
        this.tally = tally;
    }

    void write(Customer customer, List<Segments.Change> segments, Chance chance, Chance dirt) {
        if (!customer.inCrm()) {
            return;
        }
        Identity identity = customer.identity();
        Place newPlace = chance.pick(Place.ALL);
        LocalDateTime moved =
                customer.registeredAt().plusDays(chance.between(60, 900)).plusSeconds(chance.nextInt(7200));
        boolean moves = chance.with(MOVED) && horizon.covers(moved);
        String email = identity.email() == null ? "" : Sales.typed(identity.email(), chance);
        String birthYear = chance.with(0.05) ? "-99" : Integer.toString(customer.birthYear());
        String phone = phone(customer.phone(), chance);

        List<LocalDateTime> versions = new ArrayList<>();
        segments.forEach(change -> versions.add(change.at()));
        if (moves) {
            versions.add(moved);
        }
        if (identity.emailVerifiedAt() != null) {
            versions.add(identity.emailVerifiedAt());
        }
        versions.sort(null);
        for (LocalDateTime at : versions) {
            Object[] row = {
                customer.number(),
                customer.name(),
                email,
                verified(identity, at),
                phone,
                birthYear,
                customer.gender(),
                (moves && !at.isBefore(moved) ? newPlace : customer.place()).region(),
                (moves && !at.isBefore(moved) ? newPlace : customer.place()).city(),
                (moves && !at.isBefore(moved) ? newPlace : customer.place()).postcodePrefix()
                        + Ids.digits(customer.index() % 97, 2),
                customer.language(),
                segment(segments, at),
                customer.acquisition(),
                customer.acquisitionCost(),
                customer.registeredAt().toLocalDate(),
                at.format(TIME)
            };
            int quarter = horizon.quarter(at);
            send(customers, row, quarter, dirt);
            if (dirt.with(SENT_AGAIN) && quarter + 1 < horizon.quarters()) {
                send(customers, row, quarter + 1, dirt);
                tally.add("crm customers sent again");
            }
        }
        keys(customer, chance, dirt);
    }

    private void keys(Customer customer, Chance chance, Chance dirt) {
        Identity identity = customer.identity();
        if (identity.cardStanding() == Standing.CONFIRMED || identity.cardStanding() == Standing.SHARED) {
            send(
                    cards,
                    new Object[] {
                        identity.card(),
                        customer.number(),
                        customer.registeredAt().toLocalDate(),
                        "Y"
                    },
                    0,
                    dirt);
        }
        if (identity.handleStanding() == Standing.CONFIRMED || identity.handleStanding() == Standing.UNCONFIRMED) {
            boolean confirmed = identity.handleStanding() == Standing.CONFIRMED;
            String flag = confirmed ? "Y" : chance.with(0.5) ? "N" : "";
            send(
                    handles,
                    new Object[] {
                        identity.platform(),
                        identity.handle(),
                        customer.number(),
                        flag,
                        customer.registeredAt().toLocalDate()
                    },
                    0,
                    dirt);
        }
    }

    private static void send(TextFeed feed, Object[] row, int period, Chance dirt) {
        feed.write(dirt, period, Csv.row(DELIMITER, row), () -> Csv.broken(dirt, DELIMITER, row));
    }

    private static String verified(Identity identity, LocalDateTime at) {
        return switch (identity.emailStanding()) {
            case CONFIRMED -> identity.emailVerifiedAt() != null && at.isBefore(identity.emailVerifiedAt()) ? "N" : "Y";
            case SHARED -> "Y";
            case UNCONFIRMED -> "N";
            case ABSENT, UNREGISTERED -> "";
        };
    }

    private static String segment(List<Segments.Change> segments, LocalDateTime at) {
        String segment = segments.get(0).segment();
        for (Segments.Change change : segments) {
            if (!change.at().isAfter(at)) {
                segment = change.segment();
            }
        }
        return segment;
    }

    private static String phone(String phone, Chance chance) {
        double style = chance.nextDouble();
        if (style < 0.75) {
            return phone;
        }
        return style < 0.9
                ? phone.replace("-", "")
                : "+82 " + phone.substring(1).replace('-', ' ');
    }

    /** The last segment of a customer. */
    static String last(List<Segments.Change> segments) {
        return segments.get(segments.size() - 1).segment();
    }
}
