package dangol.jobs.publish;

import dangol.contract.TableId;
import dangol.jobs.company.Company;
import dangol.jobs.company.ConfigurationException;
import dangol.jobs.lake.Folder;
import dangol.jobs.lake.Lake;
import dangol.jobs.lake.Release;
import dangol.jobs.lake.ReleaseStore;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The gold tables of the last release as Datasets, for programs; they hold no personal data. */
public final class ReleasedGold {
    private final Lake lake;
    private final Release release;

    /** @throws ConfigurationException when nothing was released yet */
    public ReleasedGold(SparkSession spark, Company company) {
        Folder home = Folder.of(company.home(), spark.sparkContext().hadoopConfiguration());
        this.lake = new Lake(spark, home);
        this.release = new ReleaseStore(home).current().orElseThrow(() -> ReleaseStore.none(company));
    }

    /**
     * A gold table as readers see it: of a table that keeps several days, the rows of the release's day.
     *
     * @param name without the layer, such as {@code churn}
     * @throws ConfigurationException when the release has no such table
     */
    public Dataset<Row> table(String name) {
        TableId id = TableId.gold(name);
        if (!release.tables().containsKey(id.toString())) {
            throw new ConfigurationException(
                    id.toString(),
                    "the release has no such table.",
                    "It has: " + String.join(", ", release.tables().keySet()) + ".");
        }
        return Lake.ofDay(SparkViews.released(lake, release, id), release.asOf());
    }
}
