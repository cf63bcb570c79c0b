package dangol.jobs.run;

import static org.apache.spark.sql.functions.col;

import dangol.AsOf;
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

    /** Why to train as of a day; empty when there is no need. */
    Optional<String> reason(AsOf asOf) {
        int every = place.company().operations().trainEveryDays();
        if (asked) {
            return Optional.of("asked for");
        }
        if (every == 0) {
            return Optional.empty();
        }
        Optional<Row> last = last(asOf);
        if (last.isEmpty()) {
            return Optional.of("never trained up to " + asOf.day());
        }
        LocalDate trained = LocalDate.parse(last.get().getAs("trained_as_of").toString());
        if (last.get().<Integer>getAs("horizon_days") != place.policy().models().horizonDays()) {
            return Optional.of("the horizon changed since the last training");
        }
        return ChronoUnit.DAYS.between(trained, asOf.day()) >= every
                ? Optional.of("last trained as of " + trained + ", models.train_every_days is " + every)
                : Optional.empty();
    }

    /** The last training as of the day or before. */
    private Optional<Row> last(AsOf asOf) {
        if (!place.lake().exists(ChurnModels.ID)) {
            return Optional.empty();
        }
        return place
                .lake()
                .read(ChurnModels.ID)
                .filter(asOf.includes(col("trained_as_of")))
                .orderBy(col("trained_as_of").desc(), col("version").desc())
                .select("trained_as_of", "horizon_days")
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
