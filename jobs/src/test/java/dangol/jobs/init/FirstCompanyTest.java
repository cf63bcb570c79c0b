package dangol.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dangol.RealData;
import dangol.jobs.company.Company;
import dangol.jobs.company.CompanyReader;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.company.Located;
import dangol.jobs.company.Mapping;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is guessed of files, read back by the reader of a company's YAML; every expression is parsed by Spark. */
class FirstCompanyTest {
    @TempDir
    Path folder;

    private String yaml;
    private LocalDate lastDay;

    private Company read(Path files) throws IOException {
        FirstCompany first = FirstCompany.of(List.of(files.toString()));
        yaml = first.yaml(new CompanySettings("shop", "Europe/Berlin", "EUR", Set.of()));
        lastDay = first.lastDay().orElse(null);
        Path file = Files.writeString(Files.createTempFile("company", ".yaml"), yaml);
        Company company = CompanyReader.read(file);
        for (Mapping mapping : company.mappings()) {
            mapping.columns().values().forEach(e -> CatalystSqlParser$.MODULE$.parseExpression(e.text()));
            mapping.customer().values().forEach(e -> CatalystSqlParser$.MODULE$.parseExpression(e.text()));
            mapping.join().values().forEach(e -> CatalystSqlParser$.MODULE$.parseExpression(e.text()));
        }
        return company;
    }

    private Company made(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        return read(folder);
    }

    private static Mapping only(Company company, String entity) {
        assertThat(company.mappings()).extracting(Mapping::entity).containsExactly(entity);
        return company.mappings().get(0);
    }

    private static String column(Mapping mapping, String name) {
        Located expression = mapping.columns().get(name);
        return expression == null ? null : expression.text();
    }

    private static String customer(Mapping mapping) {
        return mapping.customer().get("customer_id").text();
    }

    @Test
    void aGermanExportHasSemicolonsLatinLettersDecimalCommasAndDaysFirst() throws IOException {
        String text = "Bestellnr;Kundennr;Bestelldatum;Artikelbezeichnung;Menge;Gesamtbetrag\n"
                + "B1;K7;13.02.2024;Käse;2;1.234,50 €\nB1;K7;13.02.2024;Brot;1;3,20 €\nB2;K9;01.03.2024;Müsli;1;-4,90 €\n";
        Files.write(
                folder.resolve("bestellungen.csv"), text.replace(" €", " EUR").getBytes(StandardCharsets.ISO_8859_1));
        Company company = read(folder);
        assertThat(company.feeds().get("bestellungen").options())
                .containsEntry("delimiter", ";")
                .containsEntry("encoding", "ISO-8859-1");
        Mapping sales = only(company, "transaction");
        assertThat(customer(sales)).isEqualTo("Kundennr");
        assertThat(column(sales, "transaction_id")).isEqualTo("Bestellnr");
        assertThat(column(sales, "occurred_at")).isEqualTo("to_timestamp(Bestelldatum, 'd.M.yyyy')");
        assertThat(column(sales, "amount")).contains("translate(", "'EUR'", "Gesamtbetrag", "'.')");
        assertThat(column(sales, "kind")).contains("< 0.0 THEN 'refund'");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 3, 1));
    }

    @Test
    void aKoreanExportIsKnownByItsWords() throws IOException {
        Mapping sales = only(
                made(
                        "주문내역.csv",
                        "주문번호,회원번호,주문일시,상품명,수량,결제금액(원)\nA1,M1,2024.1.5 9:03,우유,2,\"5,000\"\nA2,M2,2024.12.31 21:40,김치,1,\"12,900\"\n"),
                "transaction");
        assertThat(customer(sales)).isEqualTo("`회원번호`");
        assertThat(column(sales, "occurred_at")).isEqualTo("to_timestamp(`주문일시`, 'yyyy.M.d H:mm')");
        assertThat(column(sales, "amount")).isEqualTo("translate(`결제금액_원_`, ',', '')");
        assertThat(column(sales, "line_id")).isEqualTo("'1'");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 12, 31));
    }

    @Test
    void anAmericanExportHasMonthsFirstAndDollars() throws IOException {
        Mapping sales = only(
                made(
                        "sales_2024-01.csv",
                        "Order Number,Customer ID,Order Date,SKU,Qty,Total,Order Status\n"
                                + "1001,77,1/5/2024 9:03 PM,X1,2,\"$1,250.00\",Shipped\n1002,78,1/31/2024 8:00 AM,X2,1,$3.50,Cancelled\n"),
                "transaction");
        assertThat(column(sales, "occurred_at")).isEqualTo("to_timestamp(Order_Date, 'M/d/yyyy h:mm a')");
        assertThat(column(sales, "amount")).isEqualTo("translate(Total, ',$', '')");
        assertThat(column(sales, "kind")).contains("Order_Status IN ('Cancelled') THEN 'adjustment'");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 31));
    }

    @Test
    void anUndecidedOrderOfDayAndMonthIsSaidToBeAGuess() throws IOException {
        made("orders.csv", "order_id,customer_id,order_date,amount\n1,a,01/02/2024,5\n2,b,03/04/2024,6\n");
        assertThat(yaml)
                .contains(
                        "to_timestamp(order_date, 'd/M/yyyy')",
                        "guessed: no value tells the order of day, month and year; it could be M/d/yyyy");
    }

    @Test
    void aFileWithANumberInItsNameMayBeTheFirstOfMany() throws IOException {
        Company company = made("orders-2024-01.csv", "order_id,customer_id,order_date,amount\n1,a,2024-01-02,5\n");
        assertThat(company.feeds().get("orders").files()).isEqualTo("orders-2024-01.csv");
        assertThat(yaml)
                .contains("files: orders-2024-01.csv    # guessed: this file alone; orders-*.csv takes those to come");
        Files.delete(folder.resolve("orders-2024-01.csv"));
        made("orders.csv", "order_id,customer_id,order_date,amount\n1,a,2024-01-02,5\n");
        assertThat(yaml).doesNotContain("this file alone");
    }

    @Test
    void filesOfOneFormAreOneFeedAndOthersStayOut() throws IOException {
        Files.writeString(
                folder.resolve("orders-2024-02.csv"), "order_id,customer_id,order_date,amount\n3,a,2024-02-02,5\n");
        Files.writeString(folder.resolve("orders-notes.csv"), "a,b\nx,y\n");
        Company company = made("orders-2024-01.csv", "order_id,customer_id,order_date,amount\n1,a,2024-01-02,5\n");
        assertThat(company.feeds().get("orders").files()).isEqualTo("orders-[0-9]*.csv");
        assertThat(only(company, "transaction").feed()).isEqualTo("orders");
        assertThat(yaml).contains("Feed 'orders_notes' looks like nothing known", "it has: a (a)");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 2, 2));
    }

    @Test
    void linesTakeTimeAndCustomerFromTheirOrdersAndMoneyIsCountedOnce() throws IOException {
        Files.writeString(
                folder.resolve("order_lines.csv"),
                "order_id,line_no,sku,quantity,unit_price\n1,1,x,2,5.00\n1,2,y,1,3.00\n2,1,x,1,5.00\n");
        Company company = made(
                "orders.csv",
                "order_id,customer_id,order_date,total_amount\n1,a,2024-01-02,13.00\n2,b,2024-01-03,5.00\n");
        Mapping sales = only(company, "transaction");
        assertThat(sales.feed()).isEqualTo("order_lines");
        assertThat(sales.join()).containsOnlyKeys("orders");
        assertThat(customer(sales)).isEqualTo("orders.customer_id");
        assertThat(column(sales, "occurred_at")).isEqualTo("orders.order_date");
        assertThat(column(sales, "line_id")).isEqualTo("order_lines.line_no");
        assertThat(column(sales, "amount")).isEqualTo("order_lines.quantity * order_lines.unit_price");
        assertThat(yaml).contains("both would count the same money twice");
    }

    @Test
    void koreanLinesTakeTheirTimeFromKoreanOrders() throws IOException {
        Files.writeString(
                folder.resolve("order_lines.csv"), "주문번호,순번,상품번호,수량,단가\n1,1,x,2,5000\n1,2,y,1,3000\n2,1,x,1,5000\n");
        Company company = made("orders.csv", "주문번호,회원번호,주문일시,결제금액\n1,a,2024-01-02,13000\n2,b,2024-01-03,5000\n");
        Mapping sales = only(company, "transaction");
        assertThat(sales.join().get("orders").text()).isEqualTo("orders.`주문번호` = order_lines.`주문번호`");
        assertThat(company.feeds().get("orders").key()).containsExactly("주문번호");
        assertThat(customer(sales)).isEqualTo("orders.`회원번호`");
    }

    @Test
    void jsonLinesWithAnArrayOfObjectsGiveOneRowForEachElement() throws IOException {
        Mapping sales = only(
                made(
                        "orders.jsonl",
                        "{\"order_id\":\"o1\",\"placed_at\":1704445200000,\"customer\":{\"no\":\"c1\"},\"lines\":[{\"no\":1,\"sku\":\"x\",\"amount\":5.5},{\"no\":2,\"sku\":\"y\",\"amount\":1}]}\n"
                                + "{\"order_id\":\"o2\",\"placed_at\":1704531600000,\"customer\":{\"no\":\"c2\"},\"lines\":[{\"no\":1,\"sku\":\"x\",\"amount\":5.5}]}\n"),
                "transaction");
        assertThat(sales.explode()).containsOnlyKeys("line");
        assertThat(column(sales, "occurred_at")).isEqualTo("timestamp_millis(cast(placed_at AS BIGINT))");
        assertThat(column(sales, "amount")).isEqualTo("line.amount");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 6));
    }

    @Test
    void arraysOfOneElementEachMayHaveMore() throws IOException {
        Mapping sales = only(
                made(
                        "orders.jsonl",
                        "{\"order_id\":\"o1\",\"placed_at\":\"2024-01-05 10:00:00\",\"customer_id\":\"c1\",\"lines\":[{\"sku\":\"x\",\"amount\":5.5}]}\n"
                                + "{\"order_id\":\"o2\",\"placed_at\":\"2024-01-06 10:00:00\",\"customer_id\":\"c2\",\"lines\":[{\"sku\":\"x\",\"amount\":7.5}]}\n"),
                "transaction");
        assertThat(sales.explode()).containsOnlyKeys("line");
        assertThat(column(sales, "line_id")).isEqualTo("concat_ws('-', _row_hash, to_json(line))");
    }

    @Test
    void aRecommendationRunsFromZeroToTenAndCodesOutsideAreNoAnswers() throws IOException {
        Mapping survey = only(
                made(
                        "nps_survey.csv",
                        "response_id,customer_id,submitted_at,nps_score,comment\nr1,a,2024-01-02 10:00:00,9,good\nr2,b,2024-01-03 10:00:00,-99,\nr3,c,2024-01-03 11:00:00,3,bad\nr4,d,2024-01-03 11:00:00,99,\n"),
                "survey_response");
        assertThat(column(survey, "kind")).isEqualTo("'nps'");
        assertThat(column(survey, "score")).isEqualTo("nullif(nullif(nps_score, '-99'), '99')");
        assertThat(column(survey, "scale_min")).isEqualTo("0");
        assertThat(column(survey, "scale_max")).isEqualTo("10");
    }

    @Test
    void casesSubscriptionsAndCustomersAreToldApart() throws IOException {
        Files.writeString(
                folder.resolve("tickets.csv"),
                "ticket_id,customer_id,created_at,closed_at,channel,subject\nt1,a,2024-01-02 10:00,2024-01-03 10:00,mail,refund\n");
        Files.writeString(
                folder.resolve("abos.csv"),
                "Vertragsnummer;Kundennummer;Tarif;Vertragsbeginn;Kündigungsdatum;Monatspreis\nV1;a;Gold;01.02.2023;31.12.2023;9,90\n");
        Company company = made(
                "members.csv",
                "회원번호,이름,가입일,생년월일,등급\nm1,김하나,2023-01-02,1990-02-03,VIP\nm2,이두리,2023-02-02,1985-12-03,일반\n");
        assertThat(company.mappings())
                .extracting(Mapping::entity)
                .containsExactlyInAnyOrder("subscription", "customer", "service_case");
        Mapping subscription = company.mappingsOf("subscription").get(0);
        assertThat(column(subscription, "started_on")).isEqualTo("to_date(Vertragsbeginn, 'd.M.yyyy')");
        assertThat(column(subscription, "monthly_fee")).isEqualTo("translate(Monatspreis, ',.', '.')");
        Mapping members = company.mappingsOf("customer").get(0);
        assertThat(column(members, "birth_year")).isEqualTo("year(`생년월일`)");
        assertThat(column(company.mappingsOf("service_case").get(0), "resolved_at"))
                .isEqualTo("closed_at");
    }

    @Test
    void kindsAreReadFromTheirWordsAndMoneyBackGetsItsSign() throws IOException {
        Mapping sales = only(
                made(
                        "receipts.csv",
                        "receipt_no,member_no,sold_at,type,amount\n1,a,2024-01-02 10:00:00,SALE,5.00\n2,b,2024-01-03 10:00:00,RETURN,4.00\n"),
                "transaction");
        assertThat(column(sales, "kind")).isEqualTo("CASE WHEN type IN ('RETURN') THEN 'refund' ELSE 'sale' END");
        assertThat(column(sales, "amount")).isEqualTo("CASE WHEN type IN ('RETURN') THEN -abs(amount) ELSE amount END");
    }

    @Test
    void wordsAreComparedWithoutTheBlanksOfColumnsOfAFixedWidth() throws IOException {
        Mapping sales = only(
                made(
                        "receipts.csv",
                        "receipt_no,member_no,sold_at,type,amount,currency\n1,a,2024-01-02 10:00:00,SALE  ,5.00,EUR \n2,b,2024-01-03 10:00:00,RETURN,4.00,EUR \n"),
                "transaction");
        assertThat(column(sales, "kind")).isEqualTo("CASE WHEN trim(type) IN ('RETURN') THEN 'refund' ELSE 'sale' END");
        assertThat(column(sales, "amount"))
                .isEqualTo("CASE WHEN trim(type) IN ('RETURN') THEN -abs(amount) ELSE amount END");
        assertThat(column(sales, "currency")).isEqualTo("trim(currency)");
    }

    @Test
    void equalRowsAreToldApartByCounting() throws IOException {
        Mapping sales = only(
                made(
                        "receipts.csv",
                        "receipt_no,member_no,sold_at,sku,amount\n1,a,2024-01-02,x,5.00\n1,a,2024-01-02,x,5.00\n"),
                "transaction");
        assertThat(column(sales, "line_id")).isEqualTo("concat_ws('-', _row_hash, _occurrence)");
    }

    @Test
    void aFileWithoutNamesIsReadByItsValues() throws IOException {
        Company company =
                made("kasse.csv", "17;20240102;12.50\n18;20240103;3.75\n17;20240104;8.10\n17;20240105;8.20\n");
        assertThat(company.feeds().get("kasse").options()).containsEntry("header", "false");
        Mapping sales = only(company, "transaction");
        assertThat(customer(sales)).isEqualTo("_c0");
        assertThat(column(sales, "occurred_at")).isEqualTo("to_timestamp(_c1, 'yyyyMMdd')");
        assertThat(column(sales, "amount")).isEqualTo("_c2");
        assertThat(yaml).contains("guessed: the first line holds values");
    }

    @Test
    void textsWithLineBreaksInQuotesNeedTheirOptions() throws IOException {
        Company company = made(
                "posts.csv",
                "post_id,author,posted_at,text\n1,ann,2024-01-02T10:00:00Z,\"They said \"\"no\"\" to me,\nand then again\"\n2,bob,2024-01-03T10:00:00Z,All is well with this shop\n");
        assertThat(company.feeds().get("posts").options())
                .containsEntry("multiLine", "true")
                .containsEntry("escape", "\"");
        assertThat(column(only(company, "social_post"), "posted_at")).isEqualTo("posted_at");
    }

    @Test
    void quotationMarksAreLettersWhereNothingIsQuoted() throws IOException {
        StringBuilder text = new StringBuilder("order_no\tcustomer_no\torder_date\tproduct\tamount\n");
        for (int i = 1; i <= 40; i++) {
            text.append(
                    i + "\tC" + i % 7 + "\t2024-01-02\t" + (i % 3 == 0 ? "\"Extra\" hose" : "Hose 5\"") + "\t5.25\n");
        }
        Company company = made("orders.tsv", text.toString());
        assertThat(company.feeds().get("orders").options())
                .containsEntry("quote", "")
                .doesNotContainKey("escape");
        assertThat(yaml).contains("quote: ''");
    }

    @Test
    void pointsThatMaySeparateThousandsAreSaidToBeAGuess() throws IOException {
        made("orders.csv", "order_id;customer_id;order_date;amount\n1;a;2024-01-22;12.000\n2;b;2024-01-23;8.500\n");
        assertThat(yaml).contains("amount: amount    # guessed: points may separate thousands");
    }

    @Test
    void aColumnOfCurrenciesIsMapped() throws IOException {
        Mapping sales = only(
                made(
                        "orders.csv",
                        "order_id,customer_id,order_date,amount,Currency\n1,a,2024-01-22,5.00,EUR\n2,b,2024-01-23,5000,JPY\n"),
                "transaction");
        assertThat(column(sales, "currency")).isEqualTo("Currency");
        assertThat(yaml).contains("currency: Currency    # guessed: EUR, JPY: only rows in the company's currency");
    }

    @Test
    void wordsForNoValueAreNoCustomerAndHideNoColumn() throws IOException {
        Company company = made(
                "orders.csv",
                "order_id,customer_id,order_date,amount\n1,C7,2024-01-22,5.00\n2,NULL,2024-01-23,NULL\n3,C8,NULL,6.50\n4,C7,2024-01-25,7.25\n");
        Mapping sales = only(company, "transaction");
        assertThat(company.feeds().get("orders").options()).containsEntry("nullValue", "NULL");
        assertThat(yaml).contains("# guessed: NULL stands for no value");
        assertThat(column(sales, "amount")).isEqualTo("amount");
        assertThat(column(sales, "occurred_at")).isEqualTo("order_date");

        made("orders.csv", "order_id,customer_id,order_date,amount\n1,C7,2024-01-22,5.00\n2,\\N,2024-01-23,6.00\n");
        assertThat(yaml).contains("nullValue: '\\N'");
        assertThat(made(
                                "orders.csv",
                                "order_id,customer_id,order_date,amount,ship_country,bill_country\n1,C7,2024-01-22,5.00,NA,NA\n2,C8,2024-01-23,6.00,DE,NA\n")
                        .feeds()
                        .get("orders")
                        .options())
                .as("Namibia")
                .isEmpty();
    }

    @Test
    void picturesOfAReviewAreNoRows() throws IOException {
        FirstCompany first = FirstCompany.of(List.of(Files.writeString(
                        folder.resolve("reviews.jsonl"),
                        "{\"review_id\":\"r1\",\"user_id\":\"u1\",\"created_at\":\"2024-01-22 10:00:00\",\"rating\":5,\"text\":\"very good, would buy it again\",\"images\":[{\"url\":\"a\"},{\"url\":\"b\"},{\"url\":\"c\"}]}\n"
                                + "{\"review_id\":\"r2\",\"user_id\":\"u2\",\"created_at\":\"2024-01-23 10:00:00\",\"rating\":1,\"text\":\"it broke on the first day\",\"images\":[]}\n")
                .toString()));
        assertThat(first.findings().get(0)).contains("2 rows looked at");
        assertThat(read(folder).mappings())
                .hasSize(1)
                .allSatisfy(m -> assertThat(m.explode()).isEmpty());
    }

    @Test
    void theTotalOfAnOrderIsNotTheAmountOfItsLines() throws IOException {
        Mapping nested = only(
                made(
                        "orders.jsonl",
                        "{\"order_id\":\"o1\",\"created_at\":\"2024-01-22 10:00:00\",\"customer_id\":\"c1\",\"total\":13.5,\"items\":[{\"sku\":\"x\",\"quantity\":2,\"price\":5.25},{\"sku\":\"y\",\"quantity\":1,\"price\":3}]}\n"
                                + "{\"order_id\":\"o2\",\"created_at\":\"2024-01-23 10:00:00\",\"customer_id\":\"c2\",\"total\":5.25,\"items\":[{\"sku\":\"x\",\"quantity\":1,\"price\":5.25}]}\n"),
                "transaction");
        assertThat(nested.explode()).containsOnlyKeys("item");
        assertThat(yaml).contains("item: items    # guessed: one row for each element");
        assertThat(column(nested, "amount")).isEqualTo("item.quantity * item.price");
        Files.delete(folder.resolve("orders.jsonl"));

        String flat = "order_id,customer_id,order_date,sku,quantity,unit_price,order_total\n"
                + "1,a,2024-01-22,x,2,5.00,13.00\n1,a,2024-01-22,y,1,3.00,13.00\n2,b,2024-01-23,x,1,5.00,5.00\n";
        assertThat(column(only(made("orders.csv", flat), "transaction"), "amount"))
                .isEqualTo("quantity * unit_price");
        assertThat(yaml).contains("not used: order_total");
        made("orders.csv", flat.replaceAll("(?m)^([^,]*,[^,]*,[^,]*,[^,]*),[^,]*,[^,]*,", "$1,"));
        assertThat(yaml).contains("amount: order_total    # guessed: it is the same on all lines of an order");
        String ofLines = flat.replace("order_total", "line_total").replace("5.00,13.00", "5.00,10.00");
        assertThat(column(
                        only(made("orders.csv", ofLines.replace("3.00,13.00", "3.00,3.00")), "transaction"), "amount"))
                .isEqualTo("line_total");
    }

    /** As shop systems export orders: what holds for the whole order stands on its first line only. */
    @Test
    void whatStandsOnTheFirstLineOfAnOrderIsNoneOfItsLines() throws IOException {
        Mapping sales = only(
                made(
                        "orders_export.csv",
                        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
                                + "#1,ann@b.example,paid,2024-01-15 10:22:33 -0500,USD,13.00,18.00,2024-01-15 10:20:01 -0500,2,Milk,5.00\n"
                                + "#1,ann@b.example,,,,,,2024-01-15 10:20:01 -0500,1,Tea,3.00\n"
                                + "#2,bob@b.example,refunded,2024-01-16 10:22:33 -0500,USD,5.00,10.00,2024-01-16 09:20:01 -0500,1,Milk,5.00\n"
                                + "#3,cy@b.example,expired,,USD,5.00,10.00,2024-01-17 09:20:01 -0500,1,Milk,5.00\n"),
                "transaction");
        assertThat(column(sales, "occurred_at")).isEqualTo("Created_at");
        assertThat(column(sales, "amount")).isEqualTo("Lineitem_quantity * Lineitem_price");
        assertThat(column(sales, "currency")).isEqualTo("coalesce(nullif(trim(Currency), ''), 'USD')");
        assertThat(column(sales, "kind")).contains("IN ('refunded', 'expired') THEN 'adjustment'");
        assertThat(yaml)
                .contains(
                        "occurred_at: Created_at    # guessed",
                        "rows without a status are sales",
                        "not used: Total",
                        "not used: Paid_at");
    }

    @Test
    void anAnswerOnAScaleIsNoYes() throws IOException {
        String survey =
                "응답번호,고객번호,응답일시,만족도,재방문의향\nr1,a,2024-01-02 10:00:00,4,1\nr2,b,2024-01-03 10:00:00,5,5\nr3,c,2024-01-03 11:00:00,2,3\n";
        assertThat(column(only(made("hotel.csv", survey), "survey_response"), "intends_return"))
                .isNull();
        assertThat(yaml)
                .contains("# '재방문의향' may say intends_return, but its answers are not yes and no", "`재방문의향` >= 4");
        made("hotel.csv", survey.replace("만족도", "객실 만족도"));
        assertThat(yaml).contains("score: '`객실_만족도`'    # guessed: by its name or its values");
        String words = survey.replace(",1\n", ",글쎄요\n").replace(",5\n", ",\n").replace(",3\n", ",아마도\n");
        assertThat(column(only(made("hotel.csv", words), "survey_response"), "intends_return"))
                .isNull();
        String empty = survey.replaceAll("(?m),[135]$", ",");
        assertThat(column(only(made("hotel.csv", empty), "survey_response"), "intends_return"))
                .isNull();
        String answered =
                survey.replace(",1\n", ",예\n").replace(",5\n", ",아니요\n").replace(",3\n", ",\n");
        assertThat(column(only(made("hotel.csv", answered), "survey_response"), "intends_return"))
                .isEqualTo("CASE WHEN `재방문의향` IN ('예') THEN true WHEN `재방문의향` IN ('아니요') THEN false END");
        String no = survey.replace(",1\n", ",아니요\n").replace(",5\n", ",99\n").replace(",3\n", ",아니요\n");
        assertThat(column(only(made("hotel.csv", no), "survey_response"), "intends_return"))
                .isEqualTo("CASE WHEN `재방문의향` IN ('아니요') THEN false END");
    }

    @Test
    void salesBesideReturnsAndByCreditCardStaySales() throws IOException {
        String sales =
                "receipt_no,member_no,sold_at,amount\n1,a,2024-01-02 10:00:00,5.00\n2,b,2024-01-03 10:00:00,4.00\n";
        for (String name : List.of("credit_card_payments.csv", "orders_with_returns.csv")) {
            Mapping all = only(made(name, sales), "transaction");
            assertThat(column(all, "kind")).as(name).isEqualTo("'sale'");
            assertThat(column(all, "amount")).as(name).isEqualTo("amount");
            Files.delete(folder.resolve(name));
        }
        Mapping paid = only(
                made(
                        "receipts.csv",
                        "receipt_no,member_no,sold_at,payment_type,amount\n1,a,2024-01-02 10:00:00,credit,5.00\n2,b,2024-01-03 10:00:00,cash,4.00\n"),
                "transaction");
        assertThat(column(paid, "kind")).isEqualTo("'sale'");
        assertThat(column(paid, "amount")).isEqualTo("amount");
        Files.delete(folder.resolve("receipts.csv"));
        Mapping kinds = only(
                made(
                        "order_returns.csv",
                        "receipt_no,member_no,sold_at,type,amount\n1,a,2024-01-02 10:00:00,SALE,5.00\n2,b,2024-01-03 10:00:00,RETURN,4.00\n"),
                "transaction");
        assertThat(column(kinds, "kind")).isEqualTo("CASE WHEN type IN ('RETURN') THEN 'refund' ELSE 'sale' END");
        Mapping signs = only(made("order_returns.csv", sales.replace("4.00", "-4.00")), "transaction");
        assertThat(column(signs, "kind")).contains("< 0.0 THEN 'refund'");
        Files.delete(folder.resolve("order_returns.csv"));
        for (String name : List.of("order_returns.csv", "returns_and_exchanges.csv")) {
            Mapping returns = only(made(name, sales), "transaction");
            assertThat(column(returns, "kind")).as(name).isEqualTo("'refund'");
            assertThat(column(returns, "amount")).as(name).isEqualTo("-abs(amount)");
            Files.delete(folder.resolve(name));
        }
    }

    @Test
    void decimalCommasOfOneColumnDecideWhatAnotherLeavesOpen() throws IOException {
        Mapping sales = only(
                made(
                        "bons.csv",
                        "Belegnr;Kundennr;Datum;Artikel;Menge;Einzelpreis\n1;a;13.02.2024;Käse;1,000;3,49\n2;b;14.02.2024;Brot;2,000;12,50\n"),
                "transaction");
        assertThat(column(sales, "amount"))
                .isEqualTo("translate(Menge, ',.', '.') * translate(Einzelpreis, ',.', '.')");
        Mapping points = only(
                made(
                        "bons.csv",
                        "Belegnr;Kundennr;Datum;Artikel;Menge;Gesamtbetrag\n1;a;13.02.2024;Käse;1,5;12.000\n2;b;14.02.2024;Brot;2,5;8.500\n"),
                "transaction");
        assertThat(column(points, "amount")).isEqualTo("translate(Gesamtbetrag, ',.', '.')");
    }

    @Test
    void aContractWithoutEndMayEndInTheYear9999AndTheDayToBuildHasCome() throws IOException {
        for (String endless : List.of("31.12.9999", "01.01.3000")) {
            Mapping contracts = only(
                    made(
                            "abos.csv",
                            "Vertragsnummer;Kundennummer;Tarif;Vertragsbeginn;Kündigungsdatum\nV1;a;Gold;01.02.2023;"
                                    + endless + "\nV2;b;Gold;13.03.2023;28.02.2024\nV3;c;Gold;01.04.2098;" + endless
                                    + "\n"),
                    "subscription");
            assertThat(column(contracts, "ended_on")).isEqualTo("to_date(`Kündigungsdatum`, 'd.M.yyyy')");
            assertThat(lastDay).isEqualTo(LocalDate.of(2023, 3, 13));
        }
        Files.delete(folder.resolve("abos.csv"));
        for (String mistyped : List.of("2924-01-23", "2924-01-23T10:00:00Z")) {
            made(
                    "orders.csv",
                    "order_id,customer_id,order_date,amount\n1,a,2024-01-22,5.25\n2,b," + mistyped + ",6.25\n");
            assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 22));
        }
        made("orders.csv", "order_id,customer_id,order_date,amount\n1,a,1705917600,5.25\n2,b,9999999999,6.25\n");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 22));
        made("orders.csv", "order_id,customer_id,order_date,amount\n1,a,20240122,5.25\n2,b,20990123,6.25\n");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 22));
    }

    @Test
    void viewsAndCartsAreNoTransactionsAndWhatWasPaidBackIsNoSale() throws IOException {
        Mapping events = only(
                made(
                        "events.csv",
                        "event_time,event_type,user_id,product_id,price\n2024-01-22 10:00:00,view,u7,x,5.25\n"
                                + "2024-01-22 10:01:00,cart,u7,x,5.25\n2024-01-22 10:02:00,purchase,u7,x,5.25\n"),
                "transaction");
        assertThat(events.filter().text()).isEqualTo("event_type IN ('purchase')");
        assertThat(column(events, "kind")).isEqualTo("'sale'");
        assertThat(yaml).contains("where: \"event_type IN ('purchase')\"    # guessed: no transactions are view, cart");
        Files.delete(folder.resolve("events.csv"));

        Mapping orders = only(
                made(
                        "orders.csv",
                        "Order No,Customer ID,Financial Status,Created at,Total\n1,a,paid,2024-01-22 10:00:00,5.25\n"
                                + "2,b,refunded,2024-01-22 11:00:00,5.25\n3,b,voided,2024-01-23 11:00:00,4.50\n4,c,pending,2024-01-24 11:00:00,4.50\n"),
                "transaction");
        assertThat(column(orders, "kind"))
                .isEqualTo("CASE WHEN Financial_Status IN ('refunded', 'voided') THEN 'adjustment' ELSE 'sale' END");
    }

    @Test
    void emailsAreRegisteredToTheirCustomersOrAreTheirNumbers() throws IOException {
        String orders =
                "Order No,Email,Created at,Total\n1,Ann@b.example,2024-01-22 10:00:00,5.25\n2,bob@b.example,2024-01-23 10:00:00,4.50\n";
        assertThat(customer(only(made("orders.csv", orders), "transaction"))).isEqualTo("lower(trim(Email))");
        assertThat(yaml).contains("# guessed: the e-mail is the customer number");

        made("tickets.csv", "ticket_id,customer_id,created_at\nt1,77,2024-01-02 10:00:00\n");
        assertThat(yaml).contains("# No feed says whose e-mails these are");
        Files.delete(folder.resolve("tickets.csv"));

        Company company = made(
                "customers.csv",
                "Customer ID,First Name,Last Name,Email\n77,Ann,Lee,ann@b.example\n78,Bob,Roe,bob@b.example\n");
        assertThat(company.mappings())
                .extracting(Mapping::entity)
                .containsExactlyInAnyOrder("transaction", "customer", "identity_key");
        assertThat(company.mappingsOf("transaction").get(0).customer()).containsOnlyKeys("email");
        Mapping keys = company.mappingsOf("identity_key").get(0);
        assertThat(customer(keys)).isEqualTo("Customer_ID");
        assertThat(column(keys, "key_kind")).isEqualTo("'email'");
        assertThat(column(keys, "key_value")).isEqualTo("lower(trim(Email))");
        assertThat(yaml).contains("verified: 'true'    # guessed").doesNotContain("whose e-mails these are");
    }

    @Test
    void foldersOfDaysAreOneFeedAndTheirNamesNoColumns() throws IOException {
        for (String day : List.of("2024-01-21", "2024-01-22")) {
            for (String below : List.of("plain/" + day, "hive/dt=" + day)) {
                Files.writeString(
                        Files.createDirectories(folder.resolve(below)).resolve("orders.csv"),
                        "order_id,customer_id,order_date,amount\n" + day.substring(8) + ",a," + day + ",5.25\n");
            }
        }
        Company plain = read(folder.resolve("plain"));
        assertThat(plain.feeds().get("orders").files()).isEqualTo("*/orders.csv");
        assertThat(only(plain, "transaction").feed()).isEqualTo("orders");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 1, 22));
        Company hive = read(folder.resolve("hive"));
        assertThat(hive.feeds().get("orders").files()).isEqualTo("dt=*/orders.csv");
        assertThat(yaml).doesNotContain("dt (").doesNotContain("dt_");
        assertThat(read(folder).feeds()).hasSize(2);
    }

    @Test
    void anEmptyFileAndAColumnThatCameLaterMakeNoListOfTodaysFiles() throws IOException {
        Files.writeString(
                folder.resolve("orders-2024-01.csv"), "order_id,customer_id,order_date,amount\n1,a,2024-01-22,5.25\n");
        Files.writeString(folder.resolve("orders-2024-02.csv"), "\n");
        Company company = made(
                "orders-2024-03.csv",
                "order_id,customer_id,order_date,channel,amount\n2,b,2024-03-22,web,6.25\n3,c,2024-03-23,app,7.25\n");
        assertThat(company.feeds()).containsOnlyKeys("orders");
        assertThat(company.feeds().get("orders").files()).isEqualTo("orders-*.csv");
        Mapping sales = only(company, "transaction");
        assertThat(column(sales, "channel")).isEqualTo("channel");
        assertThat(column(sales, "amount")).isEqualTo("amount");
        assertThat(lastDay).isEqualTo(LocalDate.of(2024, 3, 23));
        assertThat(yaml).contains("some files lack columns that others have", "orders-2024-02.csv: it is empty.");
    }

    @Test
    void whatCannotBeReadIsSaidWithACure() throws IOException {
        Files.write(folder.resolve("korean.csv"), "주문번호,금액\n가나다라,1\n".getBytes(Charset.forName("MS949")));
        Files.writeString(folder.resolve("array.json"), "[{\"a\":1}]");
        Files.writeString(folder.resolve("empty.csv"), "");
        Files.writeString(folder.resolve("book.xlsx"), "PK");
        Files.writeString(folder.resolve("_orders.csv"), "order_id,amount\n1,2\n");
        Files.writeString(folder.resolve("orders-10:30.csv"), "order_id,amount\n1,2\n");
        assertThatThrownBy(() -> FirstCompany.of(List.of(folder.toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("iconv -f CP949")
                .hasMessageContaining("jq -c")
                .hasMessageContaining("it is empty")
                .hasMessageContaining("_orders.csv: no feed can be made of it.\n    -> Spark reads no file")
                .hasMessageContaining("orders-10:30.csv: no feed can be made of it.\n    -> no file with ':'")
                .hasMessageContaining("Export it as CSV");
        assertThatThrownBy(() ->
                        FirstCompany.of(List.of(folder.resolve("none-*.csv").toString())))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void onlineRetailIsMadeOfInvoices() throws IOException {
        Mapping sales = only(read(RealData.require("online_retail")), "transaction");
        assertThat(customer(sales)).isEqualTo("cast(Customer_ID AS BIGINT)");
        assertThat(column(sales, "occurred_at")).isEqualTo("InvoiceDate");
        assertThat(column(sales, "amount")).isEqualTo("Quantity * Price");
        assertThat(lastDay).isEqualTo(LocalDate.of(2010, 12, 9));
    }

    @Test
    void cdnowIsMadeOfLinesOfBlanks() throws IOException {
        Mapping sales = only(read(RealData.require("cdnow")), "transaction");
        assertThat(customer(sales)).isEqualTo("field1");
        assertThat(column(sales, "occurred_at")).isEqualTo("to_timestamp(field3, 'yyyyMMdd')");
        assertThat(column(sales, "amount")).isEqualTo("field5");
        assertThat(lastDay).isEqualTo(LocalDate.of(1998, 6, 30));
    }

    @Test
    void olistIsJoinedToItsPersons() throws IOException {
        Company company = read(RealData.require("olist_sample"));
        assertThat(company.mappings())
                .extracting(Mapping::entity)
                .containsExactlyInAnyOrder("customer", "transaction", "survey_response");
        Mapping sales = company.mappingsOf("transaction").get(0);
        assertThat(customer(sales)).endsWith(".customer_unique_id");
        assertThat(column(sales, "occurred_at")).isEqualTo("olist_orders_dataset.order_purchase_timestamp");
        assertThat(column(sales, "amount")).isEqualTo("olist_order_items_dataset.price");
        Mapping answers = company.mappingsOf("survey_response").get(0);
        assertThat(customer(answers)).endsWith(".customer_unique_id");
        assertThat(column(answers, "responded_at")).endsWith("review_answer_timestamp");
        assertThat(column(answers, "score")).endsWith("review_score");
        assertThat(column(answers, "scale_max")).isEqualTo("5");
    }

    @Test
    void postsAndReviewsAreSocialPosts() throws IOException {
        Mapping tweets = only(read(RealData.require("airline_tweets")), "social_post");
        assertThat(tweets.customer().get("handle").text()).isEqualTo("concat('twitter:', author)");
        assertThat(column(tweets, "posted_at")).isEqualTo("tweet_created");
        assertThat(column(tweets, "text")).isEqualTo("text");
        Mapping reviews = only(read(RealData.require("nsmc")), "social_post");
        assertThat(column(reviews, "posted_at")).isEqualTo("to_timestamp(date, 'yy.M.d')");
        assertThat(column(reviews, "text")).isEqualTo("review");
        assertThat(column(reviews, "rating")).isEqualTo("rating");
    }

    @Test
    void aChurnTableOfTelecomCustomersIsMadeOfCustomers() throws IOException {
        Mapping customers = only(read(RealData.require("telco_churn")), "customer");
        assertThat(customer(customers)).isEqualTo("customerID");
        assertThat(column(customers, "gender")).isEqualTo("gender");
        assertThat(yaml).contains("not used: MonthlyCharges");
    }
}
