package dangol.jobs.serve;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * An analyst's program: it has Spark's client on its class path and neither Spark nor Dangol, and tries what is allowed and what is not.
 * Arguments: the server's address, the lake's home, a folder to write to. For each try it prints its part of the program, its name
 * and what came of it: {@code =} a value, {@code !} a refusal.
 */
public final class ConnectClient {
    private final SparkSession spark;
    private final String url;
    private final Path home;
    private final Path folder;
    private String part = "";

    private ConnectClient(String url, Path home, Path folder) {
        this.spark = SparkSession.builder().remote(url).getOrCreate();
        this.url = url;
        this.home = home;
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        ConnectClient client = new ConnectClient(args[0], Path.of(args[1]), Path.of(args[2]));
        client.read();
        client.change();
        client.readElsewhere();
        client.runCode();
        client.setMore();
        System.out.println("waiting");
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        System.out.println("told to " + line);
        client.afterTheNextRelease();
        client.spark.stop();
    }

    private interface Try {
        Object value() throws Exception;
    }

    private void attempt(String name, Try tried) {
        String result;
        try {
            result = "= " + tried.value();
        } catch (Throwable e) {
            result = "! " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        System.out.println(part + " " + name + ": " + result.replace("\n", " "));
    }

    private void sql(String name, String statement) {
        attempt(name, () -> text(spark.sql(statement)));
    }

    private static String text(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).collect(Collectors.joining(" "));
    }

    private void read() {
        part = "reads";
        attempt("count", () -> spark.table("gold.churn").count());
        attempt("show", () -> {
            spark.table("gold.churn").groupBy("state").count().show();
            return "shown";
        });
        sql("sum", "SELECT sum(spend) FROM Gold.Churn");
        attempt(
                "aggregate",
                () -> spark.table("churn")
                        .groupBy("state")
                        .agg(functions.count(functions.lit(1)).as("n"))
                        .agg(functions.sum("n"))
                        .first()
                        .get(0));
        sql(
                "join",
                "SELECT count(*) FROM gold.churn a JOIN gold.churn b USING (customer_key) JOIN history.churn h"
                        + " ON h.customer_key = a.customer_key AND h.as_of_date = a.as_of_date");
        sql(
                "subquery",
                "WITH c AS (SELECT * FROM gold.churn WHERE spend = (SELECT max(spend) FROM gold.churn))"
                        + " SELECT count(*) FROM c WHERE EXISTS (SELECT 1 FROM history.churn h WHERE h.customer_key = c.customer_key)");
        sql("release", "SELECT release, as_of FROM meta.release");
        sql("catalogs", "SHOW CATALOGS");
        sql("schemas", "SHOW SCHEMAS");
        attempt("tables", () -> text(spark.catalog().listTables("gold").select("name")));
        sql("history tables", "SHOW TABLES IN history");
        sql("columns", "DESCRIBE gold.churn");
        attempt(
                "list columns",
                () -> text(spark.catalog()
                        .listColumns("gold.churn")
                        .select("name", "description")
                        .limit(1)));
        sql("period column", "SELECT _period FROM gold.churn_rate");
        attempt("view", () -> {
            spark.table("gold.churn").filter("spend > 0").createOrReplaceTempView("buyers");
            return spark.sql("SELECT count(*) > 0 FROM buyers").first().get(0);
        });
        sql("sql view", "CREATE TEMP VIEW again AS SELECT * FROM gold.churn");
        sql("of sql view", "SELECT count(*) FROM again");
        attempt(
                "local rows",
                () -> spark.createDataFrame(List.of(new Cell("a"), new Cell("b")), Cell.class)
                        .count());
        attempt(
                "summary",
                () -> spark.table("gold.churn").select("spend").summary("max").count());
        sql("time zone in SQL", "SET TIME ZONE 'Asia/Seoul'");
        attempt("time zone", () -> {
            spark.conf().set("spark.sql.session.timeZone", "Asia/Seoul");
            return spark.conf().get("spark.sql.session.timeZone");
        });
        sql("variables", "SELECT '${spark.hadoop.fs.s3a.secret.key} ${env:PATH}' AS k");
        sql("explain", "EXPLAIN SELECT count(*) FROM gold.churn");
    }

    private void change() {
        part = "changes";
        sql("insert", "INSERT INTO gold.churn SELECT * FROM gold.churn");
        sql("update", "UPDATE gold.churn SET spend = 0");
        sql("delete", "DELETE FROM gold.churn");
        sql(
                "merge",
                "MERGE INTO gold.churn t USING gold.churn s ON t.customer_key = s.customer_key WHEN MATCHED THEN DELETE");
        sql("truncate", "TRUNCATE TABLE gold.churn");
        sql("drop", "DROP TABLE gold.churn");
        sql("alter", "ALTER TABLE gold.churn ADD COLUMN x INT");
        sql("comment", "COMMENT ON TABLE gold.churn IS 'mine'");
        sql("create table", "CREATE TABLE gold.mine AS SELECT 1 AS x");
        sql("create table elsewhere", "CREATE TABLE spark_catalog.default.mine USING parquet AS SELECT 1 AS x");
        sql("create schema", "CREATE SCHEMA mine");
        sql("create schema elsewhere", "CREATE SCHEMA spark_catalog.mine");
        sql("create view", "CREATE VIEW spark_catalog.default.mine AS SELECT 1");
        sql("global view", "CREATE GLOBAL TEMP VIEW mine AS SELECT 1");
        attempt("global view of rows", () -> {
            spark.range(1).createOrReplaceGlobalTempView("mine");
            return "made";
        });
        sql("analyze", "ANALYZE TABLE gold.churn COMPUTE STATISTICS");
        sql("cache", "CACHE TABLE gold.churn");
        attempt("cache of rows", () -> spark.table("gold.churn").cache().count());
        attempt("checkpoint", () -> spark.table("gold.churn").localCheckpoint().count());
        sql("refresh", "REFRESH TABLE gold.churn");
        sql("vacuum", "VACUUM delta.`" + home.resolve("gold/churn") + "` RETAIN 0 HOURS");
        sql("execute immediate", "EXECUTE IMMEDIATE 'DROP TABLE gold.churn'");
        sql("insert directory", "INSERT OVERWRITE DIRECTORY '" + folder + "/d' USING parquet SELECT 1");
        attempt("write to path", () -> {
            spark.table("gold.churn").write().parquet(folder.resolve("w").toString());
            return "written";
        });
        attempt("write to table", () -> {
            spark.table("gold.churn").write().saveAsTable("spark_catalog.default.mine");
            return "written";
        });
        attempt("write to table 2", () -> {
            spark.table("gold.churn").writeTo("gold.mine").create();
            return "written";
        });
    }

    private void readElsewhere() {
        part = "elsewhere";
        String silver = home.resolve("silver/transaction").toString();
        sql("silver", "SELECT * FROM silver.transaction");
        sql("silver by path", "SELECT * FROM delta.`" + silver + "`");
        sql("silver by path in spark_catalog", "SELECT * FROM spark_catalog.delta.`" + silver + "`");
        sql("parquet by path", "SELECT * FROM parquet.`" + silver + "`");
        sql("text by path", "SELECT * FROM text.`/etc/hostname`");
        sql("changes by path", "SELECT * FROM table_changes_by_path('" + silver + "', 0)");
        attempt("table by path", () -> spark.table("delta.`" + silver + "`").count());
        attempt("delta by path", () -> spark.read().format("delta").load(silver).count());
        attempt("text", () -> spark.read().text("/etc/hostname").count());
        attempt("csv", () -> spark.read().csv("/etc/hostname").count());
        attempt(
                "jdbc",
                () -> spark.read()
                        .format("jdbc")
                        .option("url", "jdbc:h2:mem:x")
                        .option("query", "SELECT 1")
                        .load()
                        .count());
        attempt("stream", () -> spark.readStream().format("rate").load().schema());
        sql("view on a file", "CREATE TEMP VIEW f USING text OPTIONS (path '/etc/hostname')");
        sql("other version", "SELECT count(*) FROM gold.churn VERSION AS OF 0");
        attempt(
                "table on a file",
                () -> spark.catalog().createTable("mine", "/etc", "text").count());
        sql("xml schema", "SELECT from_xml('<a/>', 'x INT', map('rowValidationXSDPath', '/etc/hostname'))");
    }

    private void runCode() {
        part = "code";
        sql("reflect", "SELECT reflect('java.lang.System', 'getProperty', 'user.home')");
        sql("java_method", "SELECT java_method('java.lang.System', 'getProperty', 'user.home') FROM gold.churn");
        sql(
                "try_reflect",
                "SELECT count(*) FROM gold.churn WHERE try_reflect('java.lang.System', 'getProperty', 'user.home') = 'x'");
        attempt(
                "reflect in the API",
                () -> text(spark.range(1)
                        .select(functions.reflect(
                                functions.lit("java.lang.System"),
                                functions.lit("getProperty"),
                                functions.lit("user.home")))));
        sql("script", "SELECT TRANSFORM(customer_key) USING 'cat /etc/hostname' AS (x STRING) FROM gold.churn");
        sql("add jar", "ADD JAR '/tmp/x.jar'");
        sql("add file", "ADD FILE '/etc/hostname'");
        sql("function", "CREATE TEMPORARY FUNCTION f AS 'java.lang.String'");
        sql("sql function", "CREATE TEMPORARY FUNCTION f() RETURNS INT RETURN 1");
        attempt("class", () -> {
            Path type = Path.of(ConnectClient.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            spark.addArtifact(
                    type.resolve("dangol/jobs/serve/ConnectClient.class").toString());
            return "uploaded";
        });
        attempt("function of the client", () -> {
            spark.udf().register("twice", (Long x) -> 2 * x, org.apache.spark.sql.types.DataTypes.LongType);
            return text(spark.sql("SELECT twice(id) FROM range(1)"));
        });
        attempt(
                "map of the client",
                () -> spark.range(1)
                        .filter((org.apache.spark.api.java.function.FilterFunction<Long>) x -> x > 0)
                        .count());
        attempt(
                "command of a program",
                () -> spark.executeCommand("x", "y", scala.collection.immutable.Map$.MODULE$.<String, String>empty())
                        .count());
    }

    private void setMore() {
        part = "settings";
        sql("files on", "SET spark.sql.runSQLOnFiles = true");
        attempt("files on in the API", () -> {
            spark.conf().set("spark.sql.runSQLOnFiles", "true");
            return "set";
        });
        attempt("catalog", () -> {
            spark.conf().set("spark.sql.catalog.mine", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
            return "set";
        });
        attempt("key of the store", () -> spark.conf().get("spark.hadoop.fs.s3a.secret.key"));
        sql("key of the store in SQL", "SET spark.hadoop.fs.s3a.secret.key");
        sql("all settings", "SET");
        attempt("all settings in the API", () -> spark.conf().getAll().size());
        sql("reset", "RESET");
    }

    private void afterTheNextRelease() {
        part = "later";
        sql(
                "old session",
                "SELECT release, (SELECT count(*) FROM gold.churn) AS c, (SELECT count(*) FROM gold.churn_rate) AS r FROM meta.release");
        SparkSession fresh = SparkSession.builder().remote(url).create();
        attempt(
                "new session",
                () -> text(fresh.sql("SELECT release, as_of, (SELECT count(*) FROM gold.churn) FROM meta.release")));
        attempt("history", () -> text(fresh.sql("SELECT count(DISTINCT as_of_date) FROM history.churn")));
        fresh.stop();
    }

    /** A row that the program brings along. */
    public static final class Cell {
        private final String name;

        Cell(String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }
    }
}
