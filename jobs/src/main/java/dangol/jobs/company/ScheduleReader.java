package dangol.jobs.company;

import dangol.Table;
import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.TableId;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code schedule:} and {@code alerts:} of a company's YAML; faults go to the tree's list. */
final class ScheduleReader {
    private static final Set<String> ENTRY = Set.of(
            "cron",
            "time_zone",
            "tables",
            "as_of_days_back",
            "missed",
            "missed_after",
            "late_after",
            "retries",
            "wait_for",
            "train");
    private static final Set<String> RETRIES = Set.of("count", "initial", "factor", "max");
    private static final Set<String> WAIT = Set.of("feed", "file", "query", "fresh_within", "deadline", "when_late");
    private static final Set<String> ALERTS = Set.of("webhook", "email");
    private static final Set<String> WEBHOOK = Set.of("url", "authorization", "on");
    private static final Set<String> EMAIL = Set.of("to", "from", "host", "port", "security", "user", "password", "on");

    private final ZoneId companyZone;
    private final Map<String, Feed> feeds;

    ScheduleReader(ZoneId companyZone, Map<String, Feed> feeds) {
        this.companyZone = companyZone;
        this.feeds = feeds;
    }

    List<ScheduleEntry> entries(YamlTree node) {
        List<ScheduleEntry> entries = new ArrayList<>();
        node.children().forEach((name, entry) -> entries.add(entry(name, entry)));
        return entries;
    }

    private ScheduleEntry entry(String name, YamlTree node) {
        node.allowOnly(ENTRY);
        if (!CompanyReader.NAME.matcher(name).matches() || name.length() > 60) {
            node.fault("'" + name + "' cannot name an entry.", "Use at most 60 of a-z, 0-9 and _, a letter first.");
        }
        ScheduleEntry entry = new ScheduleEntry(
                name,
                timetable(node),
                companyZone,
                tables(node.get("tables")),
                node.get("as_of_days_back").integer(1, 0, 366),
                node.get("missed").choice(ScheduleEntry.Missed.CATCH_UP),
                node.get("missed_after").duration(Duration.ofHours(1)),
                Optional.ofNullable(node.get("late_after").duration(null)),
                retries(node.get("retries")),
                node.get("wait_for").items().stream().map(this::awaited).toList(),
                train(node.get("train")),
                node.where());
        refuseDaysLostToDaylightSaving(entry, node);
        return entry;
    }

    private static boolean train(YamlTree node) {
        String text = node.text("false");
        if (!Set.of("true", "false").contains(text)) {
            node.fault("'" + node.path() + "' is '" + text + "'.", "Write true or false.");
        }
        return text.equals("true");
    }

    private Timetable timetable(YamlTree node) {
        ZoneId zone = node.get("time_zone").zone(companyZone);
        Timetable harmless = new Timetable("0 0 * * *", zone);
        YamlTree given = node.get("cron");
        String cron =
                given.required("Write minute, hour, day of month, month and day of week, for example '30 2 * * *'.");
        if (cron.isEmpty()) {
            return harmless;
        }
        try {
            Timetable timetable = new Timetable(cron, zone);
            if (timetable.after(LocalDateTime.of(2025, 1, 1, 0, 0)).isEmpty()) {
                given.fault("'" + cron + "' never comes.", "Name a day that the calendar has.");
                return harmless;
            }
            return timetable;
        } catch (IllegalArgumentException e) {
            given.fault(
                    "'" + cron + "' is no cron expression: " + e.getMessage() + ".",
                    "Write minute, hour, day of month, month and day of week, for example '30 2 * * *'.");
            return harmless;
        }
    }

    private static Set<TableId> tables(YamlTree node) {
        Set<TableId> known = Tables.all().stream()
                .map(Table::id)
                .filter(id -> id.layer() == Layer.GOLD)
                .collect(Collectors.toSet());
        Set<TableId> tables = new LinkedHashSet<>();
        if (node.isText() && node.text("").equals("all")) {
            return tables;
        }
        for (YamlTree item : node.items()) {
            String name = item.text("").replaceFirst("^gold\\.", "");
            Optional<TableId> table =
                    known.stream().filter(t -> t.name().equals(name)).findFirst();
            table.ifPresent(tables::add);
            if (table.isEmpty()) {
                item.fault(
                        "there is no gold table '" + name + "'.",
                        Nearest.hint(name, known.stream().map(TableId::name).toList()));
            }
        }
        if (!node.missing() && node.items().isEmpty()) {
            node.fault("'" + node.path() + "' is empty.", "Name gold tables, or write 'all'.");
        }
        return tables;
    }

    private static Retries retries(YamlTree node) {
        node.allowOnly(RETRIES);
        return new Retries(
                node.get("count").integer(3, 0, 100),
                node.get("initial").duration(Duration.ofMinutes(5)),
                node.get("factor").number(2, 1, 100),
                node.get("max").duration(Duration.ofHours(1)));
    }

    private AwaitedFeed awaited(YamlTree node) {
        node.allowOnly(WAIT);
        String name = node.get("feed").required("Name the feed to wait for.");
        Feed feed = feeds.get(name);
        if (feed == null && !name.isEmpty()) {
            node.get("feed").fault("there is no feed '" + name + "'.", Nearest.hint(name, feeds.keySet()));
        }
        boolean jdbc = feed != null && feed.format() == Format.JDBC;
        long ways = List.of("file", "query", "fresh_within").stream()
                .filter(k -> !node.get(k).missing())
                .count();
        if (ways > 1) {
            node.fault("a feed is waited for in one way.", "Give one of 'file:', 'query:' and 'fresh_within:'.");
        }
        if (jdbc && node.get("query").missing()) {
            node.fault(
                    "feed '" + name + "' is a database: how to see that its rows are there is not said.",
                    "Give a 'query:' whose first value is true when they are, for example "
                            + "SELECT max(loaded_on) > {day} FROM loads.");
        }
        if (feed != null && !jdbc && !node.get("query").missing()) {
            node.get("query").fault("feed '" + name + "' is no database.", "Use 'file:' or 'fresh_within:'.");
        }
        return new AwaitedFeed(
                feed,
                file(node.get("file")),
                node.get("query").text(""),
                node.get("fresh_within").duration(Duration.ofHours(24)),
                node.get("deadline").duration(Duration.ofHours(4)),
                node.get("when_late").choice(AwaitedFeed.WhenLate.GO_ON));
    }

    private static String file(YamlTree node) {
        String file = node.text("");
        try {
            if (!node.missing()
                    && AwaitedFeed.filled(file, LocalDate.of(2025, 1, 2)).equals(file)) {
                node.fault(
                        "'" + file + "' does not name the day.",
                        "Write the day between angle brackets, for example orders-<yyyy-MM-dd>.csv, or use 'fresh_within:'.");
            }
        } catch (DateTimeException e) {
            node.fault(
                    "'" + file + "' has no day between its angle brackets: " + e.getMessage() + ".",
                    "Write <yyyy-MM-dd>.");
        }
        return file;
    }

    /**
     * An entry on the clock of another zone, close to the company's midnight, would fall on one day in winter and on another in
     * summer: one logical day would be run twice and one never.
     */
    private void refuseDaysLostToDaylightSaving(ScheduleEntry entry, YamlTree node) {
        Timetable timetable = entry.timetable();
        Map<LocalTime, Long> shifts = new HashMap<>();
        LocalDateTime time = LocalDateTime.of(2025, 1, 1, 0, 0);
        for (int i = 0;
                i < 10_000 && time.getYear() == 2025 && !timetable.zone().equals(companyZone);
                i++) {
            long shift = ChronoUnit.DAYS.between(
                    timetable.instant(time).atZone(companyZone).toLocalDate(), time.toLocalDate());
            Long first = shifts.putIfAbsent(time.toLocalTime(), shift);
            if (first != null && first != shift) {
                node.fault(
                        time.toLocalTime() + " in " + timetable.zone() + " falls on different days of " + companyZone
                                + " in summer and in winter.",
                        "Take the company's time zone, or a time farther from its midnight.");
                return;
            }
            time = timetable.next(time);
        }
    }

    Alerts alerts(YamlTree node) {
        node.allowOnly(ALERTS);
        YamlTree webhook = node.get("webhook");
        YamlTree email = node.get("email");
        return new Alerts(
                webhook.missing() ? Optional.empty() : Optional.of(webhook(webhook)),
                email.missing() ? Optional.empty() : Optional.of(email(email)));
    }

    private static Alerts.Webhook webhook(YamlTree node) {
        node.allowOnly(WEBHOOK);
        String url = node.get("url").required("Write the address that takes the POST, for example ${ALERT_URL}.");
        if (!url.isEmpty() && !isHttp(url)) {
            node.get("url").fault("the webhook's address does not begin with http:// or https://.", "");
        }
        return new Alerts.Webhook(url, node.get("authorization").secret(), kinds(node.get("on")));
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Alerts.Email email(YamlTree node) {
        node.allowOnly(EMAIL);
        List<String> to = node.get("to").items().stream()
                .map(i -> address(i, i.text("")))
                .filter(a -> !a.isBlank())
                .toList();
        if (to.isEmpty()) {
            node.fault("'" + node.path() + ".to' is missing.", "Name one address or a list.");
        }
        Alerts.Security security = node.get("security").choice(Alerts.Security.STARTTLS);
        int usual = security == Alerts.Security.TLS ? 465 : security == Alerts.Security.STARTTLS ? 587 : 25;
        return new Alerts.Email(
                to,
                address(node.get("from"), node.get("from").required("Write the address that the messages come from.")),
                node.get("host").required("Name the mail server."),
                node.get("port").integer(usual, 1, 65535),
                security,
                node.get("user").text(""),
                node.get("password").secret(),
                kinds(node.get("on")));
    }

    /** What no message can be sent to is told here, and not in the night that has something to tell. */
    private static String address(YamlTree node, String address) {
        try {
            if (!address.isEmpty()) {
                new InternetAddress(address);
            }
        } catch (AddressException e) {
            node.fault(
                    "'" + address + "' is not one e-mail address.",
                    "Write it as ops@example.org, and several as a list: [ops@example.org, data@example.org].");
        }
        return address;
    }

    private static Set<Alerts.Kind> kinds(YamlTree node) {
        if (node.missing()) {
            return EnumSet.allOf(Alerts.Kind.class);
        }
        return node.items().stream().map(i -> i.choice(Alerts.Kind.FAILURE)).collect(Collectors.toSet());
    }
}
