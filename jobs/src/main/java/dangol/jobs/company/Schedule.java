package dangol.jobs.company;

import java.util.List;

/** When a company's tables are run, and who is told when something goes wrong. */
public record Schedule(Company company, List<ScheduleEntry> entries, Alerts alerts) {

    public Schedule {
        entries = List.copyOf(entries);
    }
}
