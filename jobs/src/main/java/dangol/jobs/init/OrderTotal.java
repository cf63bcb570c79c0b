package dangol.jobs.init;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Tells the total of an order, which stands on each of its lines or on the first alone, from the amount of a line. */
final class OrderTotal {
    /** Of the rows with a price, the share that has no amount. */
    private static final double LINES_WITHOUT = 0.05;

    private OrderTotal() {}

    /**
     * True when all lines of each order have one amount, though not one product and price, and it is not what a line comes to; or
     * when many lines with a price have no amount.
     *
     * @param column the column of a transaction's role
     */
    static boolean isAmount(Function<String, Optional<ColumnSample>> column) {
        Optional<ColumnSample> order = column.apply("transaction_id");
        Optional<ColumnSample> amount = column.apply("amount");
        List<ColumnSample> ofLines = Stream.of("unit_price", "product_code", "product_name")
                .flatMap(role -> column.apply(role).stream())
                .toList();
        if (amount.isPresent()
                && column.apply("unit_price")
                        .filter(p -> isOfFirstLines(amount.get(), p))
                        .isPresent()) {
            return true;
        }
        if (order.isEmpty() || amount.isEmpty() || ofLines.isEmpty()) {
            return false;
        }
        Map<String, List<Integer>> orders = new LinkedHashMap<>();
        for (int row = 0; row < order.get().values().size(); row++) {
            String number = order.get().values().get(row);
            if (number != null && !number.isBlank()) {
                orders.computeIfAbsent(number, n -> new ArrayList<>()).add(row);
            }
        }
        List<List<Integer>> repeated =
                orders.values().stream().filter(rows -> rows.size() > 1).toList();
        return repeated.stream().allMatch(rows -> isOne(List.of(amount.get()), rows))
                && repeated.stream().anyMatch(rows -> !isOne(ofLines, rows))
                && !repeated.stream()
                        .allMatch(rows ->
                                isOfLines(amount.get(), column.apply("quantity"), column.apply("unit_price"), rows));
    }

    private static boolean isOfFirstLines(ColumnSample amount, ColumnSample price) {
        int lines = 0;
        int without = 0;
        for (int row = 0; row < price.values().size(); row++) {
            if (isGiven(price.values().get(row))) {
                lines++;
                without += isGiven(amount.values().get(row)) ? 0 : 1;
            }
        }
        return without > LINES_WITHOUT * lines;
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    private static boolean isOne(List<ColumnSample> columns, List<Integer> rows) {
        Set<List<String>> seen = new HashSet<>();
        for (int row : rows) {
            List<String> values = new ArrayList<>();
            columns.forEach(c -> values.add(c.values().get(row)));
            seen.add(values);
        }
        return seen.size() == 1;
    }

    private static boolean isOfLines(
            ColumnSample amount, Optional<ColumnSample> quantity, Optional<ColumnSample> price, List<Integer> rows) {
        return price.isPresent()
                && rows.stream().allMatch(row -> {
                    Optional<BigDecimal> total = number(amount, row);
                    Optional<BigDecimal> each = number(price.get(), row);
                    Optional<BigDecimal> pieces =
                            quantity.isPresent() ? number(quantity.get(), row) : Optional.of(BigDecimal.ONE);
                    return total.isPresent()
                            && each.isPresent()
                            && pieces.isPresent()
                            && total.get().compareTo(each.get().multiply(pieces.get())) == 0;
                });
    }

    private static Optional<BigDecimal> number(ColumnSample column, int row) {
        String value = column.values().get(row);
        return value == null
                ? Optional.empty()
                : column.numberForm().orElse(NumberForm.PLAIN).value(value);
    }
}
