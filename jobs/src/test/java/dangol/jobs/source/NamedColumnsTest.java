package dangol.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.jobs.company.Feed;
import dangol.jobs.company.Format;
import dangol.jobs.company.Located;
import dangol.jobs.company.Mapping;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a mapping needs of a feed's columns, by the parser of Spark. */
class NamedColumnsTest {
    @Test
    void columnsAndTheirFieldsAreNamedAndFunctionsTextsAndOtherFeedsAreNot() {
        Mapping mapping = new Mapping(
                "transaction",
                "orders",
                Map.of("line", at("filter(Lines, l -> l.sku IS NOT NULL)")),
                Map.of("shops", at("shops.no = orders.shop_no")),
                at("status <> 'test'"),
                Map.of("customer_id", at("customer.`Nr`")),
                Map.of(),
                at("not ( an expression"),
                Map.of(
                        "line_id",
                        at("concat_ws('-', _row_hash, line.no)"),
                        "amount",
                        at("coalesce(prices[0].net, cast(total AS DOUBLE))")),
                "company.yaml:13");
        assertThat(NamedColumns.of(feed("orders"), List.of(mapping)))
                .containsExactlyInAnyOrder(
                        "lines", "sku", "shop_no", "status", "customer", "nr", "no", "prices", "net", "total");
    }

    private static Feed feed(String name) {
        return new Feed(name, "*", Format.JSON, ZoneId.of("UTC"), List.of(), null, Map.of(), "company.yaml:8");
    }

    private static Located at(String text) {
        return new Located(text, "company.yaml:13");
    }
}
