package dangol.model.purchase;

/** The unit in which times of purchases are counted. Every statistic and every model states its own. */
public enum TimeUnit {
    DAY(1.0),
    WEEK(7.0);

    private final double days;

    TimeUnit(double days) {
        this.days = days;
    }

    /** How many days one unit has. */
    public double days() {
        return days;
    }

    /** A time given in days, in this unit. */
    public double fromDays(double timeInDays) {
        return timeInDays / days;
    }
}
