package dangol.jobs.company;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.ModelPolicy;
import dangol.model.purchase.PurchaseModelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.WeekFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompanyReaderTest {
    private static final String GOOD = """
            company: corner_shop
            time_zone: Europe/London
            currency: GBP
            sources: files
            feeds:
              sales: {files: 'sales-*.csv'}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'sale'", amount: amount}
            """;

    @TempDir
    Path folder;

    @Test
    void aCompanyIsTenLines() throws IOException {
        Company company = read(GOOD);
        assertThat(company.name()).isEqualTo("corner_shop");
        assertThat(company.home()).isEqualTo("lake/corner_shop");
        assertThat(company.feed("sales").format()).isEqualTo(Format.CSV);
        assertThat(company.silentDays()).isEqualTo(180);
        assertThat(company.mappingsOf("transaction")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "examples/cdnow",
                "examples/olist",
                "examples/online_retail",
                "examples/yogurt",
                "examples/airline_tweets",
                "examples/nsmc"
            })
    void everyCompanyOfTheRepositoryIsReadable(String name) {
        assertThat(CompanyReader.read(Path.of("..", "conf", name + ".yaml")).mappings())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sales-*.csv.gz, CSV",
        "sales*.csv*, CSV",
        "posts.JSONL, JSON",
        "*/v1.2/posts-*.json.zst, JSON",
        "panel.snappy.parquet, PARQUET",
    })
    void theFormatIsThatOfTheNamesEnding(String files, Format format) throws IOException {
        assertThat(read(GOOD.replace("sales-*.csv", files)).feed("sales").format())
                .isEqualTo(format);
    }

    @Test
    void allFaultsAreToldAtOnceWithTheirLines() {
        String text = GOOD.replace("Europe/London", "Europe/Londn")
                .replace("currency: GBP", "currency: POUND")
                .replace("amount: amount", "amout: amount")
                .replace("feed: sales", "feed: sale");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:2: 'Europe/Londn' is no time zone")
                .hasMessageContaining("Did you mean 'Europe/London'?")
                .hasMessageContaining("company.yaml:3: 'POUND' is no ISO 4217 currency code")
                .hasMessageContaining("company.yaml:9: there is no feed 'sale'")
                .hasMessageContaining("company.yaml:11: 'transaction' has no column 'amout' to map")
                .hasMessageContaining("'transaction' needs amount");
    }

    @Test
    void malformedYamlNamesTheLine() {
        assertThatThrownBy(() -> read("company: x\n\tcurrency: EUR\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:2: not readable as YAML")
                .hasMessageContaining("no tabs");
    }

    @Test
    void aFeedThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> read(GOOD.replace(
                        "  sales: {files: 'sales-*.csv'}", "  sales: {files: a.csv}\n  sales: {files: b.csv}")))
                .hasMessageContaining("company.yaml:7: 'sales' stands twice under 'feeds', first at")
                .hasMessageContaining("company.yaml:6");
    }

    @Test
    void twoMappingsOfOneKeyAreRefused() {
        String twin = """
                    - feed: sales
                      customer: customer_no
                      columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: "'refund'", amount: amount}
                """.indent(0);
        assertThatThrownBy(() -> read(GOOD + twin))
                .hasMessageContaining("is mapped twice from feed 'sales' with the same key");
    }

    @Test
    void elementsThatTheKeyDoesNotTellApartAreRefused() throws IOException {
        String exploded = GOOD.replace("customer: customer_no", "explode: {item: items}\n      customer: customer_no");
        String rule = "company.yaml:10: the elements 'item' of a row all get the same key (transaction_id, line_id)";
        assertThatThrownBy(() -> read(exploded))
                .hasMessageContaining(rule)
                .hasMessageContaining("line_id: item.no")
                .hasMessageContaining("concat_ws('-', _row_hash, to_json(item))");
        assertThatThrownBy(() -> read(
                        exploded.replace("line_id: line", "line_id: \"concat_ws('-item-', _row_hash, _occurrence)\"")))
                .as("what counts rows counts no elements, and a text names none")
                .hasMessageContaining(rule);

        assertThat(read(exploded.replace("line_id: line", "line_id: Item.no")).mappings())
                .hasSize(1);
        assertThat(read(exploded.replace("customer: customer_no", "where: item.is_main\n      customer: customer_no"))
                        .mappings())
                .as("of which a condition leaves one")
                .hasSize(1);
        assertThat(read(exploded.replace("{item: items}", "{item: items, part: item.parts}")
                                .replace("line_id: line", "line_id: part.no"))
                        .mappings())
                .as("lists within lists")
                .hasSize(1);
    }

    @Test
    void aMissingFileAndAnEmptyOneAreNamed() throws IOException {
        assertThatThrownBy(() -> CompanyReader.read(folder.resolve("nowhere.yaml")))
                .hasMessageContaining("nowhere.yaml: there is no such file");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    }

    @Test
    void unsetVariablesAreNamed() {
        assertThatThrownBy(() -> read(GOOD.replace("sources: files", "sources: ${DANGOL_NOT_SET_ANYWHERE}/x")))
                .hasMessageContaining("company.yaml:4: the environment variable DANGOL_NOT_SET_ANYWHERE is not set");
    }

    private Company read(String text) throws IOException {
        Path file = folder.resolve("company.yaml");
        Files.writeString(file, text);
        return CompanyReader.read(file);
    }

    @Test
    void howTheLakeIsKeptChangesNoFigure() throws IOException {
        Company usual = read(GOOD);
        Company kept = read(GOOD + """
                keep_releases: 3
                snapshots: {daily_weeks: 5}
                volume_checks: {distance: 4, tables: {gold.churn: {severity: error}, bronze.sales: {distance: 9}}}
                """);
        assertThat(kept.operations().keepReleases()).isEqualTo(3);
        assertThat(kept.operations().snapshots()).isEqualTo(new Operations.Snapshots(5, 24));
        assertThat(kept.operations().volumes().of("gold.churn"))
                .isEqualTo(new Operations.Limit(4, dangol.contract.Severity.ERROR));
        assertThat(kept.operations().volumes().of("bronze.sales").distance()).isEqualTo(9);
        assertThat(kept.operations().volumes().of("gold.cohort").distance()).isEqualTo(4);
        assertThat(usual.operations()).isEqualTo(Operations.DEFAULT);
        assertThat(kept.fingerprint()).isEqualTo(usual.fingerprint());
    }

    @Test
    void faultsInHowTheLakeIsKeptAreToldTogether() {
        assertThatThrownBy(() -> read(GOOD + """
                keep_releases: 0
                snapshots: {month_ends: 3}
                volume_checks: {severity: fatal, tables: {gold.chorn: {distance: 1}}}
                """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("company.yaml:12: 'keep_releases' is '0'")
                .hasMessageContaining("company.yaml:13: 'snapshots.daily_weeks' is missing")
                .hasMessageContaining("company.yaml:14: severity 'fatal' is not known")
                .hasMessageContaining("company.yaml:14: no volume of 'gold.chorn' is checked")
                .hasMessageContaining("Did you mean 'gold.churn'?");
    }

    @Test
    void aSecretThatCanBeGuessedIsRefusedAndNoneIsInTheFingerprint() throws IOException {
        assertThatThrownBy(() -> read(GOOD + "customer_key_secret: shop\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'customer_key_secret' has fewer than 8 characters");
        assertThat(read(GOOD + "customer_key_secret: 2f7a90c14be85d36\n").fingerprint())
                .isEqualTo(read(GOOD).fingerprint());

        String crm = GOOD.replace(
                "feeds:\n",
                "feeds:\n  crm: {format: jdbc, url: 'jdbc:duckdb:crm', table: people, user: USER, password: WORD}\n");
        Company before = read(crm);
        assertThat(before.feed("crm").options()).containsEntry("password", "WORD");
        assertThat(read(crm.replace("USER", "dangol").replace("WORD", "another"))
                        .fingerprint())
                .as("who asks a database is no definition")
                .isEqualTo(before.fingerprint());
        assertThat(read(crm.replace("people", "persons")).fingerprint()).isNotEqualTo(before.fingerprint());
    }

    @Test
    void aConditionOnAColumnElsewhereIsADefinitionAndWhereItStandsIsNone() throws IOException {
        String some = GOOD.replace("feed: sales\n", "feed: sales\n      where: elsewhere='N'\n");
        assertThat(read(some.replace("'N'", "'no'")).fingerprint())
                .isNotEqualTo(read(some).fingerprint());
        assertThat(read("# corner shop\n\n" + some).fingerprint())
                .isEqualTo(read(some).fingerprint());
    }

    @Test
    void howModelsAreFittedAndWhichReportsAreWritten() throws IOException {
        Company usual = read(GOOD);
        assertThat(usual.models()).isEqualTo(ModelPolicy.USUAL);
        Company own = read(GOOD + """
                models: {purchase_model: pareto_nbd, time_unit: day, horizon_days: 180, margin_percent: 35, show: converged}
                report:
                  - {to: pages/en}
                  - {to: pages/ko, language: ko}
                """);
        assertThat(own.models().purchaseModel()).isEqualTo(PurchaseModelKind.PARETO_NBD);
        assertThat(own.models().horizonDays()).isEqualTo(180);
        // A holdout is as long as the horizon unless something else is said.
        assertThat(own.models().holdoutDays()).isEqualTo(180);
        assertThat(own.models().lifetimeMonths()).isEqualTo(12);
        assertThat(own.models().show()).isEqualTo(ModelPolicy.Show.CONVERGED);
        assertThat(own.fingerprint()).isNotEqualTo(usual.fingerprint());
        // How often a model is trained changes no definition.
        Company training = read(GOOD + "models: {train_every_days: 30}\n");
        assertThat(training.operations().trainEveryDays()).isEqualTo(30);
        assertThat(training.fingerprint()).isEqualTo(usual.fingerprint());
        assertThat(own.operations().reports())
                .containsExactly(new Operations.Pages("pages/en", "en"), new Operations.Pages("pages/ko", "ko"));
        assertThatThrownBy(() -> read(GOOD + """
                models: {purchase_model: gut_feeling, horizon_days: 0, hurdle: 1, train_every_days: 0}
                report: {language: fr}
                """))
                .hasMessageContaining("'models.purchase_model' is 'gut_feeling'")
                .hasMessageContaining("'models.horizon_days' is '0'")
                .hasMessageContaining("'models.train_every_days' is '0'")
                .hasMessageContaining("unknown entry 'models.hurdle'")
                .hasMessageContaining("there is no report in 'fr'")
                .hasMessageContaining("'report.to' is missing");
        assertThatThrownBy(() -> read(GOOD + """
                report:
                  - {to: pages}
                  - {to: ./pages, language: ko}
                  - {to: 's3a://bucket/pages'}
                """))
                .hasMessageContaining("two reports go to the same folder")
                .hasMessageContaining("a report is written to a folder of this machine");
    }

    @Test
    void weeksAndHolidaysOfTheCalendar() throws IOException {
        Company usual = read(GOOD);
        assertThat(usual.operations().calendar()).isEqualTo(BusinessCalendar.PLAIN);
        assertThat(usual.operations().calendar().holidays(2020, 2030)).isEmpty();
        Company england = read(GOOD + """
                week: sunday
                holidays: gb-eng
                """);
        assertThat(england.operations().calendar().week()).isEqualTo(WeekFields.of(DayOfWeek.SUNDAY, 1));
        assertThat(england.operations().calendar().holidays(2025, 2025))
                .hasSize(8)
                .containsEntry(LocalDate.parse("2025-04-21"), "Easter Monday");
        assertThat(england.fingerprint()).isEqualTo(usual.fingerprint());
        Company own = read(GOOD + """
                week: {first_day: saturday, minimal_days: 4}
                holidays:
                  country: DE
                  days: {2025-06-03: Election day, '12-25': Christmas, '02-29': Leap day}
                """);
        assertThat(own.operations().calendar().week()).isEqualTo(WeekFields.of(DayOfWeek.SATURDAY, 4));
        assertThat(own.operations().calendar().holidays(2024, 2025))
                .containsEntry(LocalDate.parse("2025-06-03"), "Election day")
                .containsEntry(LocalDate.parse("2024-12-25"), "Christmas")
                .containsEntry(LocalDate.parse("2024-02-29"), "Leap day")
                .containsEntry(LocalDate.parse("2025-10-03"), "German Unity Day")
                .doesNotContainKey(LocalDate.parse("2024-06-03"));
        assertThatThrownBy(() -> read(GOOD + """
                week: monday
                holidays: {country: KR, day: {}, days: {'13-41': Never, '01-01': ''}}
                """))
                .hasMessageContaining("there is no week 'monday'")
                .hasMessageContaining("the holidays of 'KR' are not known")
                .hasMessageContaining("unknown entry 'holidays.day'")
                .hasMessageContaining("'13-41' is no day")
                .hasMessageContaining("'holidays.days.01-01' is missing");
        assertThatThrownBy(() -> read(GOOD + "holidays: GB-EGN\n"))
                .hasMessageContaining("'GB' has no part 'GB-EGN'")
                .hasMessageContaining("GB-ENG");
    }
}
