package dangol.jobs.simulate;

import java.time.LocalDateTime;

/** A matter the customer brought to the company. Times that have not come by the last day are null. */
record ServiceCase(
        String id,
        String channel,
        String topic,
        LocalDateTime openedAt,
        LocalDateTime answeredAt,
        LocalDateTime promisedBy,
        LocalDateTime resolvedAt,
        LocalDateTime notifiedAt,
        LocalDateTime reopenedAt,
        int transfers) {

    boolean keptPromise() {
        return resolvedAt != null && !resolvedAt.isAfter(promisedBy) && reopenedAt == null;
    }
}
