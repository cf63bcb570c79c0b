package dangol.jobs.schedule;

import dangol.jobs.company.Alerts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Something that a person should know of a scheduled run. */
record Alert(Alerts.Kind kind, String company, String entry, LocalDate day, Instant scheduled, String text) {

    String kindName() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** One line for people. */
    String subject() {
        String what = switch (kind) {
            case FAILURE -> "failed";
            case HELD_BACK -> "was held back";
            case LATE -> "is late";
        };
        return "Dangol: " + company + "/" + entry + " as of " + day + " " + what;
    }

    /** The fields of the webhook's message. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kindName());
        fields.put("company", company);
        fields.put("entry", entry);
        fields.put("logical_day", day.toString());
        fields.put("scheduled_at", scheduled.toString());
        fields.put("text", subject() + ": " + text);
        return fields;
    }
}
