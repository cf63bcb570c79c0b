package dangol.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dangol.contract.ContractReader;
import dangol.contract.TableContract;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final String TEXT = """
            name: silver.visit
            version: 1.0.0
            schema:
              - name: visit
                dataGranularityDescription: One row for each visit.
                properties:
                  - {name: shop, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
                  - {name: phone, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 2, classification: personal}
                  - {name: minutes, physicalType: INT}
                quality:
                  - {type: custom, engine: dangol, name: lasts, implementation: "minutes > 0", severity: error, description: A visit lasts.}
                  - {type: custom, engine: dangol, name: is_short, implementation: "minutes < 100", severity: warning, description: A visit is short.}
            """;
    private static final TableContract CONTRACT = ContractReader.read(TEXT, "visit");

    private final List<String> asked = new ArrayList<>();
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void table() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        statement = connection.createStatement();
        statement.execute("CREATE SCHEMA silver");
        statement.execute("CREATE TABLE silver.visit (shop VARCHAR, phone VARCHAR, minutes INTEGER)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aTableInOrderIsLookedAtOnce() throws SQLException {
        statement.execute("INSERT INTO silver.visit VALUES ('a', '1', 5), ('b', '2', NULL)");
        assertThat(results()).noneMatch(CheckResult::broken).allMatch(r -> r.rows() == 2);
        assertThat(asked).hasSize(1);
    }

    @Test
    void brokenRulesKeepTheFirstFiveKeysInOrderWithoutPersonalData() throws SQLException {
        statement.execute("INSERT INTO silver.visit SELECT 's' || i, '555-' || i, 0 FROM range(9, 0, -1) t(i)");
        CheckResult lasts = results().get(1);
        assertThat(lasts.holdsBack()).isTrue();
        assertThat(lasts.failures()).isEqualTo(9);
        assertThat(lasts.examples())
                .containsExactly(
                        "shop=s1, phone=(personal)",
                        "shop=s2, phone=(personal)",
                        "shop=s3, phone=(personal)",
                        "shop=s4, phone=(personal)",
                        "shop=s5, phone=(personal)");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aDoubledKeyIsShown() throws SQLException {
        statement.execute("INSERT INTO silver.visit VALUES ('a', '1', 5), ('b', '1', 5), ('b', '1', 200)");
        assertThat(results())
                .extracting(r -> r.rule() + " " + r.failures() + " " + r.holdsBack() + " " + r.examples())
                .containsExactly(
                        "key_is_unique 1 true [shop=b, phone=(personal)]",
                        "lasts 0 false []",
                        "is_short 1 false [shop=b, phone=(personal)]");
    }

    @Test
    void ofATableThatWasInOrderTheNewRowsAreLookedAtAndHeldAgainstTheOthers() throws SQLException {
        statement.execute("INSERT INTO silver.visit VALUES ('a', '1', 5), ('b', '1', 5), ('c', '1', 5)");
        statement.execute("CREATE TABLE new_visit AS FROM silver.visit WITH NO DATA");
        statement.execute("INSERT INTO new_visit VALUES ('b', '1', 500), ('d', '1', 0), ('d', '1', 7), ('e', '1', 7)");
        statement.execute("INSERT INTO silver.visit FROM new_visit");
        List<CheckResult> whole = results();
        assertThat(whole).extracting(CheckResult::failures).containsExactly(2L, 1L, 1L);
        assertThat(resultsOfNew(true)).isEqualTo(whole);
        assertThat(asked.get(asked.size() - 4)).contains("held.shop = added.shop");
    }

    @Test
    void aTableThatWasNotInOrderIsLookedAtWhole() throws SQLException {
        statement.execute("INSERT INTO silver.visit VALUES ('a', '1', 0), ('b', '1', 5)");
        statement.execute("CREATE TABLE new_visit AS FROM silver.visit WHERE shop = 'b'");
        assertThat(resultsOfNew(false)).isEqualTo(results());
        assertThat(resultsOfNew(true)).noneMatch(CheckResult::broken).allMatch(r -> r.rows() == 2);
    }

    @Test
    void aTableWithoutRulesToWhichNothingWasAddedIsInOrder() throws SQLException {
        statement.execute("INSERT INTO silver.visit VALUES ('a', '1', 0), ('b', '1', 5)");
        statement.execute("CREATE TABLE new_visit AS FROM silver.visit WITH NO DATA");
        TableContract withoutRules = ContractReader.read(TEXT.substring(0, TEXT.indexOf("    quality:")), "visit");
        assertThat(resultsOfNew(true, withoutRules)).singleElement().satisfies(r -> {
            assertThat(r.broken()).isFalse();
            assertThat(r.rows()).isEqualTo(2);
        });
        statement.execute("INSERT INTO new_visit VALUES ('b', '1', 5), ('c', '1', 5)");
        statement.execute("INSERT INTO silver.visit FROM new_visit");
        assertThat(resultsOfNew(true, withoutRules))
                .extracting(CheckResult::failures)
                .containsExactly(1L);
    }

    private List<CheckResult> resultsOfNew(boolean wasInOrder) throws SQLException {
        return resultsOfNew(wasInOrder, CONTRACT);
    }

    private List<CheckResult> resultsOfNew(boolean wasInOrder, TableContract contract) throws SQLException {
        long all = ((Number) rows("SELECT count(*) FROM silver.visit").get(0).get(0)).longValue();
        Checks.Answers answers = new Checks.Answers() {
            @Override
            public List<List<Object>> rows(String sql) {
                return ChecksTest.this.rows(sql);
            }

            @Override
            public Optional<Checks.Added> added(TableContract of) {
                return Optional.of(new Checks.Added("new_visit", all));
            }
        };
        return new Checks(answers, LocalDate.EPOCH, table -> wasInOrder).check(contract);
    }

    private List<CheckResult> results() {
        return new Checks(this::rows, LocalDate.EPOCH).check(CONTRACT);
    }

    private List<List<Object>> rows(String sql) {
        asked.add(sql);
        return new DuckDbAnswers(statement).rows(sql);
    }
}
