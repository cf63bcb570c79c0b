package dangol.jobs.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;

/**
 * What an expression of a mapping gives.
 *
 * @param value the expression
 * @param type its type
 */
record Given(Column value, DataType type) {
    private static final String FIRST_OF_NO_BLANK = "!";
    /** As JSON and CSV have it; no word of a language is written so. */
    private static final String NO_NUMBER = "NaN";

    /** Nothing is dated after the year 9999, but for a few hours where zones differ. */
    private static final LocalDate NEVER = LocalDate.of(10_000, 1, 2);

    /** Behind blanks a year of four digits. */
    private static final String YEAR_FIRST = "^[\\x00-\\x20]*\\d{4}(?!\\d)";

    private static final Set<DataType> TIMES =
            Set.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType);

    /** The most digits that a DECIMAL has. */
    private static final int DIGITS = 38;

    /** The same, and null for what is no value: blank text, and what Python and R write for a number that is missing. */
    Given orNothing() {
        if (type.equals(DataTypes.StringType)) {
            // What begins with more than a blank or a control character need not be looked through.
            Column isText = value.geq(FIRST_OF_NO_BLANK).or(trim(value).notEqual(""));
            return new Given(when(isText.and(value.notEqual(NO_NUMBER)), value), type);
        }
        return isFloating() ? new Given(number(value), type) : this;
    }

    private Column number(Column any) {
        return when(not(isnan(value)), any);
    }

    /**
     * As a value of the contract's type; null where it is none. Text is left as it is, except for casts, which take it trimmed.
     *
     * @throws IllegalArgumentException for a number where a time is wanted
     */
    Column as(DataType wanted) {
        if (wanted.equals(DataTypes.StringType)) {
            return text();
        }
        return TIMES.contains(wanted) ? time(wanted) : value.try_cast(wanted);
    }

    /**
     * Databases and files keep a whole number as 1001.000 or 1.2345678E7, too, where they have no other type for it or where
     * numbers are missing. Written like that, it would not be the number that another source names.
     */
    private Column text() {
        Column usual = value.try_cast(DataTypes.StringType);
        boolean isDecimal = type instanceof DecimalType decimal && decimal.scale() > 0;
        if (!isDecimal && !isFloating()) {
            return usual;
        }
        Column whole = value.try_cast(DataTypes.createDecimalType(DIGITS, 0));
        Column text = when(whole.try_cast(type).equalTo(value), whole.try_cast(DataTypes.StringType))
                .otherwise(usual);
        return isDecimal ? text : number(text);
    }

    private Column time(DataType wanted) {
        if (type instanceof NumericType) {
            throw new IllegalArgumentException(
                    "a number (" + type.sql()
                            + ") is no time; write timestamp_seconds(…), timestamp_millis(…), or to_timestamp(…) with a pattern.");
        }
        if (TIMES.contains(type)) {
            return when(value.lt(lit(NEVER)), value.try_cast(wanted));
        }
        if (!type.equals(DataTypes.StringType)) {
            return value.try_cast(wanted);
        }
        // Spark takes 45717, a spreadsheet's number of a day, for a year, and 14:05 for a time of the day on which it
        // is asked.
        Column isDated = value.substr(5, 1).equalTo("-").or(value.rlike(YEAR_FIRST));
        Column day = value.try_cast(wanted);
        if (wanted.equals(DataTypes.DateType)) {
            // Of a text Spark takes the day as it stands there, also where it says of which zone it is.
            Column here = value.try_cast(DataTypes.TimestampType).try_cast(wanted);
            day = when(value.contains(":"), coalesce(here, day)).otherwise(day);
        }
        return when(isDated, day);
    }

    private boolean isFloating() {
        return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }
}
