package dangol.jobs.places;

import static dangol.jobs.TestRuns.ask;

import dangol.jobs.company.Company;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A company of a few customers and two days, whose tables are the same wherever they are made. */
final class TinyShop {
    static final String FIRST_DAY = "2025-06-30";
    static final String SECOND_DAY = "2025-07-31";

    private static final String YAML = """
            company: tiny_shop
            keep_releases: 1
            time_zone: Europe/London
            currency: GBP
            customer_key_secret: the same in every place
            sources: files
            feeds:
              sales: {files: '*/sales*.csv'}
              surveys: {files: 'surveys*.jsonl', format: json}
            entities:
              transaction:
                - feed: sales
                  customer: customer_no
                  columns: {transaction_id: invoice, line_id: line, occurred_at: sold_at, kind: kind, amount: amount, category: category}
              survey_response:
                - feed: surveys
                  customer: customer_no
                  columns: {response_id: id, responded_at: at, kind: "'intention'", touchpoint: "'till'", intends_return: intends}
            """;
    private static final String HEADER = "invoice,line,customer_no,sold_at,kind,amount,category\n";

    private TinyShop() {}

    /** Writes the company's YAML into a folder. */
    static Path yaml(Path folder) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve("tiny_shop.yaml"), YAML);
    }

    static void firstFiles(Path sources) throws IOException {
        StringBuilder sales = new StringBuilder(HEADER);
        for (int i = 1; i <= 40; i++) {
            sales.append("A%d,1,%d,2025-0%d-%02d 10:00:00,sale,%d.50,%s%n"
                    .formatted(i, i % 7, 1 + i % 6, 1 + i % 28, 5 + i, i % 2 == 0 ? "bread" : "cake"));
        }
        sales.append("A2,1r,2,2025-05-20 10:00:00,refund,-3.25,bread\n");
        Files.writeString(Files.createDirectories(sources.resolve("june")).resolve("sales.csv"), sales);
        Files.writeString(sources.resolve("surveys.jsonl"), """
                {"id": "s1", "customer_no": "1", "at": "2025-02-10 12:00:00", "intends": "true"}
                {"id": "s2", "customer_no": "2", "at": "2025-05-01 12:00:00", "intends": "false"}
                {"id": "s3", "customer_no": "99", "at": "2025-03-31 23:30:00", "intends": "true"}
                """);
    }

    static void secondFiles(Path sources) throws IOException {
        Files.writeString(
                Files.createDirectories(sources.resolve("july 2025")).resolve("sales 단골.csv"),
                HEADER + "B1,1,1,2025-07-04 09:00:00,sale,12.00,bread\nB2,1,50,2025-07-05 09:00:00,sale,7.00,cake\n"
                        + "B3,1,3,2025-02-05 09:00:00,sale,1.00,cake\n");
    }

    /** All rows of all tables of the release, by table. */
    static Map<String, List<String>> gold(Company company) {
        Map<String, List<String>> tables = new TreeMap<>();
        for (String table : ask(company, "SELECT name FROM meta.tables")) {
            tables.put(table, ask(company, "SELECT * FROM " + table + " ORDER BY ALL"));
        }
        return tables;
    }
}
