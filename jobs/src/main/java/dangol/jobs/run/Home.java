package dangol.jobs.run;

import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Storage;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Where a company's lake lives, for commands that need no Spark. */
public final class Home {
    private static final String OWNER = "lake.txt";

    private Home() {}

    /**
     * @param settings how to reach the home's file system, besides what the environment says; see {@link Storage}
     * @throws ConfigurationException when there is no lake, or one of another company
     */
    public static Folder open(Company company, Map<String, String> settings) {
        return open(company, Storage.configuration(company.home(), settings));
    }

    static Folder open(Company company, Configuration configuration) {
        Folder home = Folder.of(company.home(), configuration);
        if (home.read(OWNER).isEmpty()) {
            throw new ConfigurationException(
                    company.file(),
                    "there is no lake of company '" + company.name() + "' in " + company.home() + ".",
                    "Make one with: ./dangol run --conf " + company.file()
                            + " --as-of DATE, or name the folder of an existing one with --home.");
        }
        refuseForeign(company, home);
        return home;
    }

    /** @throws ConfigurationException when the lake in it is another company's */
    public static void refuseForeign(Company company, Folder home) {
        home.read(OWNER)
                .map(String::strip)
                .filter(owner -> !owner.equals(company.name()))
                .ifPresent(owner -> {
                    throw new ConfigurationException(
                            company.file(),
                            "the lake in " + home.location() + " belongs to company '" + owner + "', not to '"
                                    + company.name() + "'.",
                            "Give this company a home of its own with 'home:' or --home.");
                });
    }

    /** Marks the home as this company's. */
    static void claim(Company company, Folder home) {
        if (home.read(OWNER).isEmpty()) {
            home.write(OWNER, company.name() + "\n");
        }
    }
}
