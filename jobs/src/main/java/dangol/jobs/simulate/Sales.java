package dangol.jobs.simulate;

import dangol.jobs.simulate.Order.GivenBack;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes purchases: web and app orders as JSON lines in UTC, store receipts for Parquet in local time. */
final class Sales {

    static final String RECEIPTS = "receipts";
    static final String RECEIPT_COLUMNS = "file_month INTEGER, receipt_no VARCHAR, line_no INTEGER, kind VARCHAR,"
            + " sold_at TIMESTAMP, store VARCHAR, card_no VARCHAR, sku VARCHAR, item VARCHAR, category VARCHAR,"
            + " quantity DECIMAL(12,3), unit_price DECIMAL(14,2), amount DECIMAL(16,2), original_receipt_no VARCHAR";

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final double CORRECTED = 0.005;

    private final Horizon horizon;
    private final TextFeed shop;
    private final DuckDb stage;
    private final Tally tally;

    Sales(Horizon horizon, TextFeed shop, DuckDb stage, Tally tally) {
        this.horizon = horizon;
        this.shop = shop;
        this.stage = stage;
        this.tally = tally;
    }

    void write(Order order, Chance dirt) {
        document(order, new Document(order.id(), "sale", order.at(), null, order.lines()), dirt);
        givenBack(order, "cancellation", order.cancellation(), dirt);
        givenBack(order, "refund", order.refund(), dirt);
    }

    private void givenBack(Order order, String kind, GivenBack back, Chance dirt) {
        if (back != null) {
            document(order, new Document(back.id(), kind, back.at(), order.id(), back.lines()), dirt);
        }
    }

    private void document(Order order, Document document, Chance dirt) {
        if (order.channel() == Channel.STORE) {
            receipt(order, document, dirt);
        } else {
            online(order, document, dirt);
        }
    }

    /** A stock correction at the till: neither a purchase nor a refund. */
    void stockCorrection(String id, LocalDateTime at, String store, OrderLine line, Chance dirt) {
        Order carrier = new Order(id, at, Channel.STORE, store, SourceKey.NONE, List.of(line), null, null);
        receipt(carrier, new Document(id, "adjustment", at, null, List.of(line)), dirt);
    }

    private record Document(String id, String kind, LocalDateTime at, String original, List<OrderLine> lines) {}

    private void online(Order order, Document document, Chance dirt) {
        int month = horizon.month(document.at());
        LocalDateTime updated = document.at().plusSeconds(dirt.between(1, 50));
        if (dirt.with(CORRECTED)) {
            // First sent with a wrong price, then again as it should be: the later version counts.
            OrderLine first = document.lines().get(0);
            List<OrderLine> wrong = new ArrayList<>(document.lines());
            wrong.set(
                    0,
                    new OrderLine(
                            first.no(),
                            first.category(),
                            first.product(),
                            first.thousandths(),
                            first.unitPrice() + 10_000,
                            first.amount() + 10_000));
            String early = json(
                    order,
                    new Document(document.id(), document.kind(), document.at(), document.original(), wrong),
                    updated,
                    dirt);
            shop.write(dirt, month, early, () -> Json.broken(dirt, early));
            updated = updated.plus(Duration.ofMinutes(dirt.between(5, 300)));
            tally.add("shop corrected");
        }
        String row = json(order, document, updated, dirt);
        shop.write(dirt, month, row, () -> Json.broken(dirt, row));
    }

    private static String json(Order order, Document document, LocalDateTime updated, Chance dirt) {
        List<String> lines = new ArrayList<>();
        for (OrderLine line : document.lines()) {
            lines.add(new Json()
                    .raw("no", line.no())
                    .put("sku", line.product().code())
                    .put("name", line.product().name())
                    .put("category", line.category().label())
                    .raw("qty", quantity(line))
                    .raw("unit_price", Won.text(line.unitPrice()))
                    .raw("amount", Won.text(line.amount()))
                    .toString());
        }
        boolean guest = order.key().kind() == SourceKey.Kind.EMAIL;
        String customer = new Json()
                .put("no", guest ? null : order.key().value())
                .put("email", guest ? typed(order.key().value(), dirt) : null)
                .toString();
        return new Json()
                .put("order_id", document.id())
                .put("type", document.kind())
                .put("original_order_id", document.original())
                .put("placed_at", utc(document.at()))
                .put("updated_at", utc(updated))
                .put("channel", order.channel().label())
                .raw("customer", customer)
                .put("currency", "KRW")
                .raw("lines", Json.array(lines))
                .toString();
    }

    /** An e-mail as people type it. */
    static String typed(String email, Chance dirt) {
        if (!dirt.with(0.08)) {
            return email;
        }
        String other = dirt.with(0.5)
                ? email.toUpperCase(Locale.ROOT)
                : Character.toUpperCase(email.charAt(0)) + email.substring(1);
        return dirt.with(0.5) ? " " + other + " " : other;
    }

    private static BigDecimal quantity(OrderLine line) {
        return line.product().weighed()
                ? BigDecimal.valueOf(line.thousandths(), 3)
                : BigDecimal.valueOf(line.thousandths() / 1000);
    }

    private static String utc(LocalDateTime seoul) {
        return seoul.minusSeconds(Horizon.SEOUL.getTotalSeconds()).format(UTC);
    }

    private void receipt(Order order, Document document, Chance dirt) {
        int month = horizon.month(document.at());
        int last = horizon.months() - 1;
        int sign = document.kind().equals("refund") || document.kind().equals("cancellation") ? -1 : 1;
        String code = document.kind().substring(0, 1).toUpperCase(Locale.ROOT);
        for (OrderLine line : document.lines()) {
            Object[] row = {
                month,
                document.id(),
                line.no(),
                code,
                document.at(),
                order.store(),
                order.key().value(),
                line.product().code(),
                line.product().name(),
                line.category().label(),
                BigDecimal.valueOf(sign * line.thousandths(), 3),
                Won.decimal(line.unitPrice()),
                Won.decimal(sign * line.amount()),
                document.original()
            };
            if (dirt.with(TextFeed.LATE) && month < last) {
                row[0] = month + 1;
                tally.add("pos late");
            }
            if (dirt.with(TextFeed.MALFORMED)) {
                // A till that lost its clock; the row is sent again as it should be.
                Object[] broken = row.clone();
                broken[4] = null;
                append(broken);
                tally.add("pos malformed");
            }
            append(row);
            if (dirt.with(TextFeed.DUPLICATE)) {
                append(row);
                tally.add("pos duplicate");
            }
        }
    }

    private void append(Object[] row) {
        stage.append(RECEIPTS, row);
        tally.add("pos");
    }
}
