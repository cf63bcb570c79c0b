package dangol.jobs.run;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_ym_interval;
import static org.apache.spark.sql.functions.trunc;

import dangol.Scope;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Months and quarters as stretches of time, each named by its first day. */
final class Periods {
    private Periods() {}

    /** How far it is from one period to the next. */
    static Column length(Scope.Unit unit) {
        return make_ym_interval(lit(0), lit(unit.months()));
    }

    /** The first day of the period that a day is in. */
    static Column start(Column day, Scope.Unit unit) {
        return trunc(day, unit == Scope.Unit.MONTH ? "month" : "quarter").cast(DataTypes.DateType);
    }

    /** The first months of the periods that months are in. */
    static SortedSet<LocalDate> starts(Collection<LocalDate> months, Scope.Unit unit) {
        return months.stream()
                .map(m -> m.withDayOfMonth(1).minusMonths((m.getMonthValue() - 1) % unit.months()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All months of the periods, and those that a reach beyond their ends falls into. */
    static SortedSet<LocalDate> monthsSeen(Collection<LocalDate> periods, Scope.Unit unit, int reachDays) {
        SortedSet<LocalDate> months = new TreeSet<>();
        for (LocalDate start : periods) {
            months.addAll(stretch(start, start.plusMonths(unit.months()).plusDays(reachDays - 1L)));
        }
        return months;
    }

    /** The months from that of the first day to that of the last. */
    static List<LocalDate> stretch(LocalDate from, LocalDate until) {
        List<LocalDate> months = new ArrayList<>();
        for (LocalDate m = from.withDayOfMonth(1); !m.isAfter(until); m = m.plusMonths(1)) {
            months.add(m);
        }
        return months;
    }
}
