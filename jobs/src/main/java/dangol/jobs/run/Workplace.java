package dangol.jobs.run;

import dangol.Policy;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.lake.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.spark.sql.SparkSession;

/**
 * What a run works with: the company, its sources, its home and its lake.
 *
 * @param keys tells the secret of the customer keys from others
 */
record Workplace(
        SparkSession spark,
        Company company,
        Folder sources,
        Folder home,
        Lake lake,
        Policy policy,
        String keys,
        Progress progress) {
    private static final String SECRET = "customer-key.secret";
    private static final int SECRET_BYTES = 32;
    private static final String KEYS = ", keys ";

    static Workplace open(SparkSession spark, Company company, Progress progress) {
        var configuration = spark.sparkContext().hadoopConfiguration();
        Folder home = Folder.of(company.home(), configuration);
        Home.refuseForeign(company, home);
        Optional<Release> current = new ReleaseStore(home).current();
        String secret = secret(company, home, current.isPresent());
        String keys = keys(company, secret);
        if (company.customerKeySecret().isEmpty()
                && current.map(r -> isAnother(r, keys)).orElse(false)) {
            throw refused(home, "is not the one that the customer keys of the last release were made with");
        }
        return new Workplace(
                spark,
                company,
                Folder.of(company.sources(), configuration),
                home,
                new Lake(spark, home),
                company.policy(secret),
                keys,
                progress);
    }

    /**
     * The secret is made now but written down only by {@link #claim}: a refused run leaves nothing behind.
     *
     * @throws ConfigurationException when the lake's own secret is lost: with another one each customer would have two keys
     */
    private static String secret(Company company, Folder home, boolean isReleased) {
        if (!company.customerKeySecret().isEmpty()) {
            return company.customerKeySecret();
        }
        Optional<String> kept = home.read(SECRET).map(String::strip);
        if (kept.isEmpty() && isReleased) {
            throw refused(home, "is missing");
        }
        if (kept.isPresent() && kept.get().isEmpty()) {
            throw refused(home, "is empty");
        }
        return kept.orElseGet(() -> Secrets.random(SECRET_BYTES));
    }

    private static ConfigurationException refused(Folder home, String problem) {
        return new ConfigurationException(
                home.location() + "/" + SECRET,
                "this file, the secret behind all customer keys, " + problem + ".",
                "Bring it back from where it is kept, or put its text into 'customer_key_secret'. Without it, a new one under"
                        + " 'customer_key_secret' makes everything anew with other keys.");
    }

    /** Releases of before did not tell by what their keys were made. */
    private static boolean isAnother(Release release, String keys) {
        return release.inputs().contains(KEYS) && !release.inputs().contains(KEYS + keys);
    }

    /** What the tables depend on besides the data and the day. */
    String definition() {
        return "configuration " + company.fingerprint() + KEYS + keys + ", code " + CodeVersion.fingerprint();
    }

    /** Tells secrets apart; slow on purpose, because releases tell it and a short secret could be guessed by trying. */
    private static String keys(Company company, String secret) {
        try {
            PBEKeySpec tried = new PBEKeySpec(
                    secret.toCharArray(), ("dangol " + company.name()).getBytes(StandardCharsets.UTF_8), 100_000, 64);
            return HexFormat.of()
                    .formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(tried)
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
            return;
        }
        // A process that was killed while it wrote the file had not told yet that it is private.
        home.makePrivate(SECRET);
        if (!kept.get().equals(policy.customerKeySecret())) {
            throw new IllegalStateException("While this run waited, another one made the lake in " + home.location()
                    + " and chose the secret of its customer keys; with a second one each customer would have two keys."
                    + "\n    -> Nothing was written. Run the day again: it takes the secret that is there.");
        }
    }
}
