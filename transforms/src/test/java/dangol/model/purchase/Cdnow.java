package dangol.model.purchase;

import static java.time.temporal.ChronoUnit.DAYS;

import dangol.RealData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The 2,357 customers of the CDNOW sample (Fader and Hardie), their purchases of one day taken as one. */
public record Cdnow(Map<String, TreeMap<LocalDate, Double>> spendByDay) {
    private static final LocalDate END_OF_CALIBRATION = LocalDate.of(1997, 9, 30);

    public static Cdnow read() {
        Path file = RealData.require("cdnow").resolve("CDNOW_sample.txt");
        Map<String, TreeMap<LocalDate, Double>> spendByDay = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.trim().split("\\s+");
                spendByDay
                        .computeIfAbsent(fields[1], id -> new TreeMap<>())
                        .merge(
                                LocalDate.parse(fields[2], DateTimeFormatter.BASIC_ISO_DATE),
                                Double.valueOf(fields[4]),
                                Double::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cdnow(spendByDay);
    }

    PurchaseSample sample(TimeUnit unit) {
        return PurchaseSample.of(
                unit,
                spendByDay.keySet().stream().map(id -> statistic(id, unit)).toList());
    }

    PurchaseStatistic statistic(String id, TimeUnit unit) {
        TreeMap<LocalDate, Double> seen = calibration(id);
        LocalDate first = seen.firstKey();
        return PurchaseStatistic.ofDays(
                unit, seen.size() - 1L, DAYS.between(first, seen.lastKey()), DAYS.between(first, END_OF_CALIBRATION));
    }

    /** Purchase days after the calibration. */
    int heldOut(String id) {
        return spendByDay.get(id).tailMap(END_OF_CALIBRATION, false).size();
    }

    double meanSpend(String id) {
        return calibration(id).values().stream()
                .skip(1)
                .mapToDouble(spend -> spend)
                .average()
                .orElseThrow();
    }

    List<SpendStatistic> repeatBuyers() {
        return spendByDay.keySet().stream()
                .filter(id -> calibration(id).size() > 1)
                .filter(id -> meanSpend(id) > 0)
                .map(id -> new SpendStatistic(calibration(id).size() - 1L, meanSpend(id), 1))
                .toList();
    }

    private TreeMap<LocalDate, Double> calibration(String id) {
        return new TreeMap<>(spendByDay.get(id).headMap(END_OF_CALIBRATION, true));
    }
}
