package dangol.jobs.company;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns a mapping names. */
class MappingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "ID",
                "`id`",
                "`Id`",
                "orders.id",
                "ORDERS.`id`",
                "`orders`.id",
                "id.first",
                "coalesce(no,id)",
                "-id*2",
                "id IN ('a')",
                "concat('it''s ', id)",
                "concat('\\'', id, '\\'')",
                "concat(\"a'\", id, \"'b\")"
            })
    void aColumnIsNamedAloneInBackticksOrBehindItsFeed(String expression) {
        assertThat(mapping(expression).names("orders", "id")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customer_id",
                "id_2",
                "idé",
                "`customer_id`",
                "`id_2`",
                "'id'",
                "\"id\"",
                "concat('it''s id ', no)",
                "concat('\\'id', no)",
                "customer.id",
                "shops.id",
                "id(no)",
                "id (no)"
            })
    void aPartOfANameATextAFieldAnotherFeedsColumnAndAFunctionAreNotTheColumn(String expression) {
        assertThat(mapping(expression).names("orders", "id")).isFalse();
    }

    @Test
    void allExpressionsOfAMappingCountAndLettersOfAllScriptsDo() {
        Mapping mapping = new Mapping(
                "transaction",
                "orders",
                Map.of("line", at("Positionen")),
                Map.of("shops", at("shops.no = orders.shop_no")),
                at("status <> 'test'"),
                Map.of("customer_id", at("`회원번호`")),
                Map.of("handle", at("ÄRZTIN")),
                at("changed_at"),
                Map.of("amount", at("line.amount")),
                "company.yaml:13");
        for (String column : new String[] {"positionen", "SHOP_NO", "status", "회원번호", "ärztin", "Changed_At"}) {
            assertThat(mapping.names("orders", column)).as(column).isTrue();
        }
        assertThat(mapping.names("shops", "no")).isTrue();
        assertThat(mapping.names("orders", "no")).isFalse();
        assertThat(mapping.names("orders", "회원")).isFalse();
        assertThat(mapping.names("orders", "amount")).isFalse();
    }

    private static Mapping mapping(String expression) {
        return new Mapping(
                "transaction",
                "orders",
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                Map.of(),
                null,
                Map.of("line_id", at(expression)),
                "company.yaml:13");
    }

    private static Located at(String text) {
        return new Located(text, "company.yaml:13");
    }
}
