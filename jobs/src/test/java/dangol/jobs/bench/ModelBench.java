package dangol.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;

import dangol.AsOf;
import dangol.Derivation;
import dangol.ModelPolicy;
import dangol.Policy;
import dangol.StageSchema;
import dangol.contract.TableId;
import dangol.jobs.lake.Sessions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.hipparchus.random.RandomDataGenerator;

/**
 * What the models of purchases cost beside the table that shows them: a million customers who buy and leave as BG/NBD has
 * it, gold.churn without a model with the state it is made of, the fits, and gold.churn with all forecasts.
 */
public final class ModelBench {
    private static final LocalDate DAY = LocalDate.of(2025, 11, 18);
    private static final int SHORTEST = 100;
    private static final int LONGEST = 1000;
    private static final int WARM_UP = 20_000;
    private static final TableId CUSTOMER = TableId.silver("customer");
    private static final TableId PURCHASE_DAY = TableId.silver("purchase_day");
    private static final TableId PURCHASES = TableId.state("purchase_history");
    private static final TableId BUYERS = TableId.gold("rfm_summary");
    private static final TableId MODELS = TableId.gold("purchase_model");
    private static final TableId TRIAL = TableId.state("model_trial");
    private static final TableId CHURN = TableId.gold("churn");

    private static final StructType BOUGHT = StructType.fromDDL(
            "customer_key STRING, first_on DATE, days ARRAY<STRUCT<purchased_on: DATE, net: DECIMAL(28,2)>>");

    private final SparkSession spark;
    private final Path work;

    private ModelBench(SparkSession spark, Path work) {
        this.spark = spark;
        this.work = work;
    }

    public static void main(String[] arguments) {
        long customers = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        SparkSession spark = Sessions.start("local[*]", Map.of());
        ModelBench bench = new ModelBench(spark, Path.of(arguments[0]).toAbsolutePath());
        bench.measure(WARM_UP);
        Times times = bench.measure(customers);
        System.out.printf(
                Locale.ROOT,
                "%,d customers, %,d processors%n",
                customers,
                Runtime.getRuntime().availableProcessors());
        System.out.printf(Locale.ROOT, "gold.churn without forecasts, with its state %5.1f s%n", times.churn());
        System.out.printf(
                Locale.ROOT,
                "the four fits (gold.purchase_model)          %5.1f s  %.2f of it%n",
                times.fits(),
                times.fits() / times.churn());
        System.out.printf(
                Locale.ROOT,
                "the holdout test (state.model_trial)         %5.1f s  %.2f of it%n",
                times.trial(),
                times.trial() / times.churn());
        System.out.printf(
                Locale.ROOT,
                "scoring by BG/NBD and Gamma-Gamma            %5.1f s  %.2f of it%n",
                times.scoring(),
                times.scoring() / times.churn());
        spark.stop();
    }

    /** Seconds. */
    private record Times(double churn, double fits, double trial, double scoring) {}

    private Times measure(long customers) {
        Path folder = work.resolve("models-" + customers);
        make(customers, folder);
        Map<TableId, Dataset<Row>> held = new HashMap<>();
        for (TableId id : List.of(CUSTOMER, PURCHASE_DAY)) {
            held.put(id, spark.read().parquet(folder.resolve(id.name()).toString()));
        }
        held.put(MODELS, none(MODELS));
        // Once to read the files for the first time, which is nobody's cost here.
        kept(held, PURCHASES, folder);
        long start = System.nanoTime();
        held.put(PURCHASES, kept(held, PURCHASES, folder));
        double state = seconds(start);
        start = System.nanoTime();
        kept(held, CHURN, folder.resolve("without"));
        double without = seconds(start);
        held.put(BUYERS, kept(held, BUYERS, folder));
        start = System.nanoTime();
        held.put(TRIAL, kept(held, TRIAL, folder));
        double trial = seconds(start);
        held.remove(MODELS);
        start = System.nanoTime();
        held.put(MODELS, kept(held, MODELS, folder));
        double fits = seconds(start);
        if (held.get(MODELS).filter("shown").count() != 2) {
            throw new IllegalStateException("A model did not converge or was worse than a naive guess: "
                    + held.get(MODELS)
                            .select("model", "reason", "not_shown_because")
                            .collectAsList());
        }
        start = System.nanoTime();
        kept(held, CHURN, folder.resolve("with"));
        return new Times(state + without, fits, trial, seconds(start) - without);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Computes a table from those that are held, and writes it. */
    private Dataset<Row> kept(Map<TableId, Dataset<Row>> held, TableId table, Path folder) {
        ModelPolicy models = ModelPolicy.USUAL;
        Policy policy = new Policy(ZoneId.of("UTC"), "EUR", 180, 3, 3, List.of(90), models, "benchmark");
        Dataset<Row> rows = new Derivation(
                        policy, new AsOf(DAY), id -> id.equals(table) ? null : held.getOrDefault(id, none(id)))
                .rows(table);
        String path = folder.resolve(table.name()).toString();
        rows.write().mode("overwrite").parquet(path);
        return spark.read().schema(rows.schema()).parquet(path);
    }

    private Dataset<Row> none(TableId id) {
        return spark.createDataFrame(List.of(), StageSchema.of(id));
    }

    private void make(long customers, Path folder) {
        Dataset<Row> bought =
                spark.range(customers).map((MapFunction<Long, Row>) ModelBench::customer, Encoders.row(BOUGHT));
        filled(
                        bought.select(col("customer_key"), inline(col("days")))
                                .withColumn("category", lit("all"))
                                .withColumn("is_purchase", lit(true)),
                        PURCHASE_DAY)
                .write()
                .mode("overwrite")
                .parquet(folder.resolve(PURCHASE_DAY.name()).toString());
        filled(
                        bought.select(
                                col("customer_key"),
                                lit(1).as("version"),
                                lit(Date.valueOf("1900-01-01")).as("valid_from"),
                                col("first_on").as("known_since")),
                        CUSTOMER)
                .write()
                .mode("overwrite")
                .parquet(folder.resolve(CUSTOMER.name()).toString());
    }

    /** With the columns that are missing as nulls. */
    private static Dataset<Row> filled(Dataset<Row> rows, TableId id) {
        List<String> have = List.of(rows.columns());
        return rows.select(java.util.Arrays.stream(StageSchema.of(id).fields())
                .map(f -> (have.contains(f.name()) ? col(f.name()) : lit(null))
                        .cast(f.dataType())
                        .as(f.name()))
                .toArray(org.apache.spark.sql.Column[]::new));
    }

    /** The purchase days of a customer by BG/NBD and what they bring by Gamma-Gamma, with the parameters of CDNOW. */
    private static Row customer(long id) {
        RandomDataGenerator random = new RandomDataGenerator(7 + id);
        int observed = SHORTEST + (int) random.nextUniform(0, LONGEST - SHORTEST);
        LocalDate first = DAY.minusDays(observed);
        double rate = Math.max(1e-9, random.nextGamma(.24, 1 / 4.4) / 7);
        double leaves = random.nextBeta(.79, 2.43);
        double scale = 1 / random.nextGamma(3.74, 1 / 15.44);
        List<Row> days = new ArrayList<>();
        long last = -1;
        double time = 0;
        while (time <= observed) {
            long day = (long) time;
            if (day > last) {
                last = day;
                days.add(RowFactory.create(Date.valueOf(first.plusDays(day)), money(random.nextGamma(6.25, scale))));
            }
            time = time > 0 && random.nextUniform(0, 1) < leaves
                    ? Double.POSITIVE_INFINITY
                    : time + random.nextExponential(1 / rate);
        }
        return RowFactory.create(
                "c" + id,
                Date.valueOf(first),
                scala.jdk.javaapi.CollectionConverters.asScala(days).toSeq());
    }

    private static BigDecimal money(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, java.math.RoundingMode.HALF_UP);
    }
}
