package dangol.jobs.run;

import dangol.Policy;
import dangol.jobs.company.Company;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.ReleaseStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What a run works with: the company, its sources, its home and its lake. */
record Workplace(
        SparkSession spark, Company company, Folder sources, Folder home, Lake lake, Policy policy, Progress progress) {
    private static final String SECRET = "customer-key.secret";

    static Workplace open(SparkSession spark, Company company, Progress progress) {
        var configuration = spark.sparkContext().hadoopConfiguration();
        Folder home = Folder.of(company.home(), configuration);
        Home.refuseForeign(company, home);
        return new Workplace(
                spark,
                company,
                Folder.of(company.sources(), configuration),
                home,
                new Lake(spark, home),
                company.policy(secret(company, home)),
                progress);
    }

    /** The secret is made now but written down only by {@link #claim}: a refused run leaves nothing behind. */
    private static String secret(Company company, Folder home) {
        if (!company.customerKeySecret().isEmpty()) {
            return company.customerKeySecret();
        }
        return home.read(SECRET).map(String::strip).orElseGet(() -> {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        });
    }

    /** True before the first release. */
    boolean isFirst() {
        return new ReleaseStore(home).current().isEmpty();
    }

    /**
     * Marks the home as this company's and keeps its secret: from here on things are written.
     *
     * @throws IllegalStateException when another run, for which this one waited, kept a secret of its own
     */
    void claim() {
        Home.claim(company, home);
        if (!company.customerKeySecret().isEmpty()) {
            return;
        }
        Optional<String> kept = home.read(SECRET).map(String::strip);
        if (kept.isEmpty()) {
            home.writePrivate(SECRET, policy.customerKeySecret() + "\n");
        } else if (!kept.get().equals(policy.customerKeySecret())) {
            throw new IllegalStateException("While this run waited, another one made the lake in " + home.location()
                    + " and chose the secret of its customer keys; with a second one each customer would have two keys."
                    + "\n    -> Nothing was written. Run the day again: it takes the secret that is there.");
        }
    }
}
