package dangol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dangol.gold.WalletShareSummary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * The household panel on yogurt (package Ecdat, Jain, Vilcassim and Chintagunta 1994): 2,412 purchases of 100 households, each
 * at the price of the chosen brand. Runs where the data is: folder scanner_panels below DANGOL_DATA.
 */
class YogurtPanelTest {
    private static final LocalDate DAY = LocalDate.of(2024, 1, 1);
    private static final List<String> BRANDS = List.of("yoplait", "dannon", "hiland", "weight");
    private static final int FIRST_PRICE = 5;
    private static final int CHOICE = 9;

    @Test
    void threeMeasuresOfTheSameWallets() throws IOException {
        Path file = RealData.require("scanner_panels").resolve("Yogurt.csv");
        Map<String, Row> brands = panel(file).compute(new WalletShareSummary(), DAY).collectAsList().stream()
                .filter(row -> row.getAs("segment").equals("all"))
                .collect(Collectors.toMap(row -> row.getAs("brand"), row -> row));
        assertThat(brands).hasSize(BRANDS.size());
        isAbout(brands.get("own"), .3961, .5459, .4039, 8);
        isAbout(brands.get("dannon"), .3750, .5081, .4220, 15);
        isAbout(brands.get("weight"), .2134, .4710, .1443, 1);
        isAbout(brands.get("hiland"), .0155, .0899, .0298, 0);
    }

    private static void isAbout(Row brand, double ofSums, double amongBuyers, double mean, long soleBuyers) {
        assertThat(brand.<Double>getAs("share_of_sums")).isCloseTo(ofSums, within(5e-5));
        assertThat(brand.<Double>getAs("share_among_buyers")).isCloseTo(amongBuyers, within(5e-5));
        assertThat(brand.<Double>getAs("mean_of_shares")).isCloseTo(mean, within(5e-5));
        assertThat(brand.<Long>getAs("sole_buyers")).isEqualTo(soleBuyers);
        assertThat(brand.<Long>getAs("customers")).isEqualTo(100);
    }

    private static Facts panel(Path file) throws IOException {
        Facts facts = new Facts();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.replace("\"", "").split(",", -1);
            String brand = cells[CHOICE];
            BigDecimal price = new BigDecimal(cells[FIRST_PRICE + BRANDS.indexOf(brand)]);
            facts.add(
                    "wallet_observation",
                    "customer_key",
                    "household " + cells[0],
                    "observed_on",
                    DAY,
                    "quarter",
                    DAY,
                    "category",
                    "yogurt",
                    "brand",
                    brand,
                    "is_own",
                    brand.equals("yoplait"),
                    "spend",
                    price.setScale(2, RoundingMode.HALF_UP),
                    "source",
                    "panel");
        }
        return facts;
    }
}
