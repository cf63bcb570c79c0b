package dangol.jobs.simulate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads a simulated company's files back with DuckDB, knowing nothing of the code that wrote them. */
final class Written implements AutoCloseable {

    private final Connection connection;
    private final Path root;

    Written(Path root) throws SQLException {
        this.root = root;
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("ATTACH '" + root + "/crm/crm.duckdb' AS crm (READ_ONLY)");
        csv("customers", "crm/customers-*.csv", ';', CustomerExport.HEADER);
        csv("cards", "crm/cards.csv", ';', CustomerExport.CARD_HEADER);
        csv("handles", "crm/handles.csv", ';', CustomerExport.HANDLE_HEADER);
        csv("surveys", "surveys/*.csv", ',', Surveys.HEADER);
        csv("touches", "marketing/touches-*.csv", ',', Marketing.TOUCH_HEADER);
        csv("leads", "marketing/leads.csv", ',', Marketing.LEAD_HEADER);
        csv("referrals", "marketing/referrals.csv", ',', Marketing.REFERRAL_HEADER);
        json(
                "orders",
                "shop/*.jsonl",
                "{order_id: 'VARCHAR', type: 'VARCHAR', original_order_id: 'VARCHAR', placed_at: 'VARCHAR',"
                        + " updated_at: 'VARCHAR', channel: 'VARCHAR', customer: 'STRUCT(no VARCHAR, email VARCHAR)',"
                        + " lines: 'STRUCT(no INTEGER, category VARCHAR, amount DECIMAL(18,2))[]'}");
        json(
                "posts",
                "social/*.jsonl",
                "{post_id: 'VARCHAR', platform: 'VARCHAR', created_at: 'VARCHAR', ts: 'BIGINT',"
                        + " author: 'STRUCT(handle VARCHAR)', text: 'VARCHAR',"
                        + " in_reply_to: 'STRUCT(post_id VARCHAR, handle VARCHAR)', mentions: 'VARCHAR[]'}");
        view("receipts", "SELECT * FROM read_parquet('" + root + "/pos/*.parquet')");
        view("panel", "SELECT * FROM read_parquet('" + root + "/panel/*.parquet')");
        for (String truth : List.of("customers", "lives", "spend", "wallets", "sentiment", "accounts", "totals")) {
            view("true_" + truth, "SELECT * FROM read_csv('" + root + "/truth/" + truth + ".csv', header = true)");
        }
        links();
        lines();
    }

    private void csv(String name, String files, char delimiter, String header) throws SQLException {
        StringBuilder columns = new StringBuilder();
        for (String column : header.split(Character.toString(delimiter), -1)) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append('\'')
                    .append(column)
                    .append("': 'VARCHAR'");
        }
        view(
                name,
                "SELECT * FROM read_csv('" + root + "/" + files + "', delim = '" + delimiter
                        + "', header = true, auto_detect = false, quote = '\"', escape = '\"', ignore_errors = true,"
                        + " columns = {" + columns + "})");
    }

    private void json(String name, String files, String columns) throws SQLException {
        view(
                name,
                "SELECT * FROM read_json('" + root + "/" + files
                        + "', format = 'newline_delimited', ignore_errors = true, columns = " + columns + ")"
                        + " WHERE platform_or_order IS NOT NULL"
                                .replace("platform_or_order", name.equals("orders") ? "order_id" : "post_id"));
    }

    /** Keys that lead to exactly one customer, by the rules of identity_link. */
    private void links() throws SQLException {
        execute("""
                CREATE TABLE links AS
                WITH keys AS (
                    SELECT 'email:' || lower(trim(e_mail)) AS key, customer_no,
                           arg_max(e_mail_verified, changed_at) = 'Y' AS verified
                    FROM customers WHERE trim(e_mail) <> '' GROUP BY ALL
                    UNION ALL
                    SELECT 'card:' || card_no, customer_no, max(active) = 'Y' FROM cards GROUP BY ALL)
                SELECT key, any_value(customer_no) AS customer_no FROM keys
                GROUP BY key HAVING count(DISTINCT customer_no) = 1 AND bool_and(verified)
                """);
    }

    /** Every purchase line once, in its last version, with the customer where there is a certain link. */
    private void lines() throws SQLException {
        execute("""
                CREATE TABLE lines AS
                WITH shop AS (
                    SELECT order_id AS id, line.no AS no, type AS kind,
                           timezone('Asia/Seoul', placed_at::TIMESTAMPTZ) AS moment,
                           customer.no AS number, 'email:' || lower(trim(customer.email)) AS key,
                           CASE type WHEN 'sale' THEN line.amount ELSE -line.amount END AS amount
                    FROM (SELECT *, unnest(lines) AS line FROM orders)
                    QUALIFY row_number() OVER (PARTITION BY order_id, line.no ORDER BY updated_at DESC) = 1),
                store AS (
                    SELECT DISTINCT receipt_no AS id, line_no AS no,
                           CASE kind WHEN 'S' THEN 'sale' WHEN 'R' THEN 'refund' WHEN 'C' THEN 'cancellation' END AS kind,
                           sold_at AS moment, NULL AS number, 'card:' || card_no AS key, amount
                    FROM receipts WHERE sold_at IS NOT NULL AND kind <> 'A')
                SELECT b.* EXCLUDE (number, key), coalesce(b.number, l.customer_no) AS customer_no
                FROM (SELECT * FROM shop UNION ALL SELECT * FROM store) b LEFT JOIN links l USING (key)
                """);
    }

    private void view(String name, String query) throws SQLException {
        execute("CREATE VIEW " + name + " AS " + query);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows, the columns of a row joined with a bar. */
    List<String> rows(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    double number(String query) throws SQLException {
        return Double.parseDouble(rows(query).get(0));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
