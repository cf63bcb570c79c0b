package dangol.gold;

import dangol.Policy;
import dangol.gold.MartsPropertyTest.History;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The churn rates of a shop the slow way: each customer is judged anew on the evening before and the last evening of each month. */
final class Evenings {
    private static final YearMonth FIRST = YearMonth.of(2023, 12);
    private static final String[] DEFINITIONS = {"contract", "silent_days", "own_interval"};

    private Evenings() {}

    /** At start, churned, reactivated, new, at end and revenue lost, by month, segment and definition. */
    static Map<String, List<Object>> of(List<History> shop, Policy policy, LocalDate asOf) {
        Map<String, List<Object>> rows = new TreeMap<>();
        for (String definition : DEFINITIONS) {
            for (String segment : List.of("all", "store", "online", "unknown")) {
                boolean begun = false;
                for (YearMonth month = FIRST; !month.isAfter(YearMonth.from(asOf)); month = month.plusMonths(1)) {
                    List<Object> row = row(shop, policy, asOf, definition, segment, month);
                    begun = begun || !row.subList(0, 5).equals(List.of(0L, 0L, 0L, 0L, 0L));
                    if (begun) {
                        rows.put(month.atDay(1) + " " + segment + " " + definition, row);
                    }
                }
            }
        }
        return rows;
    }

    private static List<Object> row(
            List<History> shop, Policy policy, LocalDate asOf, String definition, String segment, YearMonth month) {
        LocalDate start = month.atDay(1).minusDays(1);
        LocalDate end = month.atEndOfMonth().isAfter(asOf) ? asOf : month.atEndOfMonth();
        long[] counts = new long[5];
        BigDecimal lost = new BigDecimal("0.00");
        for (History customer : shop) {
            if (!segment.equals("all") && !segment.equals(customer.segment(month.atDay(1)))) {
                continue;
            }
            // Empty: not started; else whether churned.
            Optional<Boolean> before = churned(customer, policy, definition, start);
            Optional<Boolean> after = churned(customer, policy, definition, end);
            boolean there = before.equals(Optional.of(false));
            boolean stays = after.equals(Optional.of(false));
            counts[0] += there ? 1 : 0;
            counts[1] += there && !stays ? 1 : 0;
            counts[2] += before.equals(Optional.of(true)) && stays ? 1 : 0;
            counts[3] += before.isEmpty() && stays ? 1 : 0;
            counts[4] += stays ? 1 : 0;
            if (there && !stays) {
                lost = lost.add(customer.net(month.atDay(1).minusDays(365), month.atDay(1)));
            }
        }
        List<Object> row = new ArrayList<>();
        for (long count : counts) {
            row.add(count);
        }
        row.add(lost);
        return row;
    }

    private static Optional<Boolean> churned(History customer, Policy policy, String definition, LocalDate on) {
        if (definition.equals("contract")) {
            return byContract(customer, on);
        }
        Set<LocalDate> distinct = new LinkedHashSet<>();
        customer.purchases().stream()
                .map(History::day)
                .filter(day -> !day.isAfter(on))
                .sorted()
                .forEach(distinct::add);
        List<LocalDate> days = List.copyOf(distinct);
        if (days.isEmpty()) {
            return Optional.empty();
        }
        long silent = ChronoUnit.DAYS.between(days.get(days.size() - 1), on);
        if (definition.equals("silent_days")) {
            return Optional.of(silent >= policy.silentDays());
        }
        return days.size() < Math.max(policy.minPurchaseDays(), 2)
                ? Optional.empty()
                : Optional.of(silent > policy.ownIntervals() * median(days));
    }

    private static Optional<Boolean> byContract(History customer, LocalDate on) {
        List<List<Integer>> begun = customer.contracts().stream()
                .filter(c -> !History.contractFrom(c).isAfter(on))
                .toList();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(begun.stream().map(History::contractTo).allMatch(to -> to != null && !to.isAfter(on)));
    }

    private static double median(List<LocalDate> days) {
        long[] gaps = IntStream.range(1, days.size())
                .mapToLong(i -> ChronoUnit.DAYS.between(days.get(i - 1), days.get(i)))
                .sorted()
                .toArray();
        return (gaps[(gaps.length - 1) / 2] + gaps[gaps.length / 2]) / 2.0;
    }
}
