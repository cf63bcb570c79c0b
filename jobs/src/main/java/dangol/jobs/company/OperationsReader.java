package dangol.jobs.company;

import dangol.Tables;
import dangol.contract.Layer;
import dangol.contract.Severity;
import dangol.contract.TableId;
import dangol.jobs.company.Operations.Limit;
import dangol.jobs.company.Operations.Pages;
import dangol.jobs.company.Operations.Snapshots;
import dangol.jobs.company.Operations.Volumes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads how a company's lake is kept: {@code keep_releases}, {@code snapshots}, {@code volume_checks}, {@code report}, {@code week},
 * {@code holidays}, {@code models.train_every_days}.
 */
final class OperationsReader {
    private static final Set<String> SNAPSHOTS = Set.of("daily_weeks", "month_ends");
    private static final Set<String> REPORT = Set.of("to", "language");
    private static final Set<String> LANGUAGES = Set.of("en", "ko");
    private static final Set<String> LIMIT = Set.of("distance", "severity");
    private static final Set<String> VOLUMES = Set.of("distance", "severity", "tables");

    private OperationsReader() {}

    static Operations read(YamlTree root, Set<String> feeds) {
        YamlTree volumes = root.get("volume_checks");
        volumes.allowOnly(VOLUMES);
        Limit usual = limit(volumes, Operations.DEFAULT.volumes().usual());
        return new Operations(
                root.get("keep_releases").integer(Operations.DEFAULT.keepReleases(), 1, 1000),
                snapshots(root.get("snapshots")),
                new Volumes(usual, byTable(volumes.get("tables"), usual, feeds)),
                reports(root.get("report")),
                CalendarReader.read(root),
                root.get("models").get("train_every_days").integer(0, 1, 3650));
    }

    private static List<Pages> reports(YamlTree node) {
        Set<String> folders = new TreeSet<>();
        return node.items().stream()
                .map(item -> {
                    item.allowOnly(REPORT);
                    YamlTree language = item.get("language");
                    String words = language.text("en");
                    if (!LANGUAGES.contains(words)) {
                        language.fault("there is no report in '" + words + "'.", "Write en or ko.");
                    }
                    YamlTree to = item.get("to");
                    String folder = to.required("Name the folder that the pages are written to.");
                    refuseFolder(to, folder, folders);
                    return new Pages(folder, words);
                })
                .toList();
    }

    private static void refuseFolder(YamlTree to, String folder, Set<String> others) {
        if (folder.contains("://")) {
            to.fault("a report is written to a folder of this machine.", "Name a folder, and copy it from there.");
        } else if (!folder.isEmpty()
                && !others.add(Path.of(folder).toAbsolutePath().normalize().toString())) {
            to.fault(
                    "two reports go to the same folder, where the later would replace the other.", "Name another one.");
        }
    }

    private static Snapshots snapshots(YamlTree node) {
        if (node.missing()) {
            return Snapshots.ALL;
        }
        node.allowOnly(SNAPSHOTS);
        node.get("daily_weeks").required("Write for how many weeks every day is kept, for example 5.");
        return new Snapshots(
                node.get("daily_weeks").integer(5, 1, 5200),
                node.get("month_ends").integer(24, 0, 1200));
    }

    private static Map<String, Limit> byTable(YamlTree node, Limit usual, Set<String> feeds) {
        if (node.missing()) {
            return Map.of();
        }
        Set<String> known = new TreeSet<>();
        Tables.all().stream()
                .map(t -> t.id())
                .filter(id -> id.layer() == Layer.GOLD)
                .forEach(id -> known.add(id.toString()));
        feeds.stream()
                .filter(f -> f.matches("[a-z][a-z0-9_]*"))
                .forEach(f -> known.add(TableId.bronze(f).toString()));
        Map<String, Limit> limits = new LinkedHashMap<>();
        node.children().forEach((table, limit) -> {
            if (!known.contains(table)) {
                limit.fault("no volume of '" + table + "' is checked.", Nearest.hint(table, known));
            }
            limit.allowOnly(LIMIT);
            limits.put(table, limit(limit, usual));
        });
        return limits;
    }

    private static Limit limit(YamlTree node, Limit usual) {
        if (node.missing()) {
            return usual;
        }
        String severity = node.get("severity").text(usual.severity().name().toLowerCase(Locale.ROOT));
        List<String> known = Arrays.stream(Severity.values())
                .map(s -> s.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!known.contains(severity)) {
            node.get("severity")
                    .fault(
                            "severity '" + severity + "' is not known.",
                            "Write warning (release and report) or error (hold the release back).");
        }
        return new Limit(
                node.get("distance").number(usual.distance(), 0.1, 1000),
                severity.equals("error") ? Severity.ERROR : Severity.WARNING);
    }
}
