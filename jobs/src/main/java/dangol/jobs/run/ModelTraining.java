package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;

import dangol.AsOf;
import dangol.jobs.lake.ReleaseStore;
import dangol.jobs.train.Training;
import dangol.state.ChurnModels;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether a run trains the churn classifier, why, and what came of it. */
final class ModelTraining {
    private final Workplace place;
    private final boolean asked;
    private String warning;

    /** @param asked train, whenever the last training was */
    ModelTraining(Workplace place, boolean asked) {
        this.place = place;
        this.asked = asked;
    }

    /**
     * Why to train as of a day, by what was released: what a killed run trained is taken back. Empty when there is no need.
     */
    Optional<String> reason(AsOf asOf) {
        return reason(
                asOf,
                new ReleaseStore(place.home())
                        .current()
                        .flatMap(r -> Optional.ofNullable(r.versions().get(ChurnModels.ID.toString())))
                        .filter(version -> place.lake().isOfItsContract(ChurnModels.ID)));
    }

    /** @param version of the table that holds the trainings so far; empty when there were none */
    Optional<String> reason(AsOf asOf, Optional<Long> version) {
        int every = place.company().operations().trainEveryDays();
        if (asked) {
            return Optional.of("asked for");
        }
        if (every == 0) {
            return Optional.empty();
        }
        Optional<Row> last = version.flatMap(v -> last(asOf, v));
        if (last.isEmpty()) {
            return Optional.of("never trained up to " + asOf.day());
        }
        LocalDate trained = LocalDate.parse(last.get().getAs("trained_as_of").toString());
        if (!last.get().<Boolean>getAs("same")) {
            return Optional.of(
                    "models.horizon_days, churn.silent_days or the currency changed since the last training");
        }
        return ChronoUnit.DAYS.between(trained, asOf.day()) >= every
                ? Optional.of("last trained as of " + trained + ", models.train_every_days is " + every)
                : Optional.empty();
    }

    /** The last training as of the day or before. */
    private Optional<Row> last(AsOf asOf, long version) {
        return place
                .lake()
                .read(ChurnModels.ID, version)
                .filter(asOf.includes(col("trained_as_of")))
                .orderBy(col("trained_as_of").desc(), col("version").desc())
                .select(
                        col("trained_as_of"),
                        ChurnModels.hasDefinitions(place.policy()).as("same"))
                .takeAsList(1)
                .stream()
                .findFirst();
    }

    /** Trains: a row of state.churn_model. */
    Dataset<Row> row(AsOf asOf) {
        List<Row> versions = place.lake().read(ChurnModels.ID).select("version").collectAsList();
        int next = 1 + versions.stream().mapToInt(r -> r.getInt(0)).max().orElse(0);
        Dataset<Row> row =
                new Training(place.spark(), place.policy(), id -> CompanyTables.silver(place, id)).train(asOf, next);
        Row trained = row.first();
        String reason = trained.getAs("reason");
        warning = reason == null ? null : "version " + next + " of the churn classifier is not shown: " + reason;
        return row;
    }

    /** Why what was trained is not shown, as a sentence. */
    Optional<String> warning() {
        return Optional.ofNullable(warning);
    }
}
