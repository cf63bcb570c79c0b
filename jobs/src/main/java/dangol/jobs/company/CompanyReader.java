package dangol.jobs.company;

import dangol.ModelPolicy;
import dangol.StageSchema;
import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableContract;
import dangol.contract.TableId;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a company's YAML and says everything that is wrong with it at once. */
public final class CompanyReader {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final int LEAST_SECRET = 8;
    private static final Set<String> COMPRESSED = Set.of("gz", "bz2", "zst", "lz4", "snappy", "deflate");

    private static final Set<String> TOP = Set.of(
            "company",
            "time_zone",
            "currency",
            "sources",
            "home",
            "feeds",
            "entities",
            "churn",
            "intention_horizons_days",
            "models",
            "quarantine_limit_percent",
            "customer_key_secret",
            "keep_releases",
            "snapshots",
            "volume_checks",
            "schedule",
            "alerts",
            "publish",
            "report",
            "week",
            "holidays");
    private static final Set<String> PUBLISH = Set.of("to", "password", "reader");
    private static final Set<String> MODELS = Set.of(
            "purchase_model",
            "time_unit",
            "horizon_days",
            "holdout_days",
            "lifetime_months",
            "discount_percent_per_month",
            "margin_percent",
            "confidence_percent",
            "min_customers",
            "show",
            "train_every_days");
    private static final Set<String> FEED = Set.of(
            "files",
            "format",
            "time_zone",
            "key",
            "pattern",
            "options",
            "url",
            "table",
            "query",
            "user",
            "password",
            "watermark");
    private static final Set<String> MAPPING =
            Set.of("feed", "explode", "join", "where", "customer", "other", "version_at", "columns");
    private static final Set<String> CHURN = Set.of("silent_days", "own_intervals", "min_purchase_days");

    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    private CompanyReader(String file) {
        this.file = file;
    }

    /**
     * @throws ConfigurationException with every fault, each with file, line and cure
     */
    public static Company read(Path path) {
        CompanyReader reader = new CompanyReader(path.toString());
        YamlTree root = reader.root(path);
        Company company = reader.company(root);
        // Only the schedule needs what stands under 'alerts:', so that others need none of its secrets.
        new ScheduleReader(company.timeZone(), company.feeds()).entries(root.get("schedule"));
        reader.refuseFaults();
        return company;
    }

    /**
     * A company with its timetable and its alerts.
     *
     * @throws ConfigurationException with every fault, each with file, line and cure
     */
    public static Schedule readSchedule(Path path) {
        CompanyReader reader = new CompanyReader(path.toString());
        YamlTree root = reader.root(path);
        Company company = reader.company(root);
        ScheduleReader times = new ScheduleReader(company.timeZone(), company.feeds());
        Schedule schedule =
                new Schedule(company, times.entries(root.get("schedule")), times.alerts(root.get("alerts")));
        if (schedule.entries().isEmpty()) {
            root.fault(
                    "nothing is scheduled.",
                    "Add 'schedule:' with at least one entry, for example  nightly: {cron: '30 2 * * *'}.");
        }
        reader.refuseFaults();
        return schedule;
    }

    /**
     * Where releases are published; only publishing needs what stands there, so that others need none of its secrets.
     *
     * @throws ConfigurationException with every fault, each with file, line and cure
     */
    public static Publication readPublication(Path path) {
        CompanyReader reader = new CompanyReader(path.toString());
        YamlTree publish = reader.root(path).get("publish");
        publish.allowOnly(PUBLISH);
        Publication publication = new Publication(
                publish.get("to").text(""),
                publish.get("password").secret(),
                publish.get("reader").text(""));
        reader.refuseFaults();
        return publication;
    }

    private void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults.stream().distinct().sorted().toList());
        }
    }

    /** The names of the entities that a mapping can fill. */
    public static Set<String> entities() {
        return Arrays.stream(Entity.values()).map(Entity::table).collect(Collectors.toCollection(TreeSet::new));
    }

    private YamlTree root(Path path) {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file, "there is no such file.", "Check the path after --conf.");
        } catch (IOException e) {
            throw new ConfigurationException(
                    file, "cannot be read: " + e.getMessage(), "It must be a text file in UTF-8.");
        }
        try {
            LoaderOptions options = new LoaderOptions();
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new ConfigurationException(
                        file, "is empty.", "conf/examples holds complete files to start from.");
            }
            return new YamlTree(node, file, "", faults);
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(m -> m.getLine() + 1)
                    .orElse(1);
            throw new ConfigurationException(
                    file + ":" + line,
                    "not readable as YAML: " + e.getProblem() + ".",
                    "Check indentation (blanks, no tabs), and quote texts that hold ': ' or begin with a special character.");
        }
    }

    private Company company(YamlTree root) {
        root.allowOnly(TOP);
        String name = root.get("company").required("Name the company in a-z, 0-9 and _.");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            root.get("company").fault("'" + name + "' cannot name a lake.", "Use a-z, 0-9 and _, a letter first.");
        }
        ZoneId zone = root.get("time_zone").zone(ZoneId.of("UTC"));
        if (root.get("time_zone").missing()) {
            root.fault(
                    "'time_zone' is missing.",
                    "Write the zone whose midnight ends your day, for example Europe/London.");
        }
        Map<String, Feed> feeds = feeds(root.get("feeds"), zone);
        List<Mapping> mappings = mappings(root.get("entities"), feeds);
        YamlTree churn = root.get("churn");
        churn.allowOnly(CHURN);
        return new Company(
                name,
                file,
                zone,
                currency(root.get("currency")),
                root.get("sources").required("Name the folder that the feeds' files are in."),
                root.get("home").text("lake/" + name),
                feeds,
                mappings,
                churn.get("silent_days").integer(180, 1, 3650),
                churn.get("own_intervals").number(3, 1, 100),
                churn.get("min_purchase_days").integer(3, 2, 100),
                horizons(root.get("intention_horizons_days")),
                models(root.get("models")),
                root.get("quarantine_limit_percent").number(5, 0, 100),
                customerKeySecret(root.get("customer_key_secret")),
                OperationsReader.read(root, feeds.keySet()));
    }

    private static String customerKeySecret(YamlTree node) {
        String secret = node.text("");
        if (!secret.isEmpty() && secret.length() < LEAST_SECRET) {
            node.fault(
                    "'customer_key_secret' has fewer than " + LEAST_SECRET
                            + " characters: who guesses it turns keys back into" + " customer numbers.",
                    "Take a random one, for example of: openssl rand -hex 32. A new one changes every customer_key.");
        }
        return secret;
    }

    private static String currency(YamlTree node) {
        String code = node.required("Write the ISO 4217 code of the money in your data, for example EUR.");
        boolean known = Currency.getAvailableCurrencies().stream()
                .anyMatch(c -> c.getCurrencyCode().equals(code));
        if (!code.isEmpty() && !known) {
            node.fault("'" + code + "' is no ISO 4217 currency code.", "Write for example EUR, GBP, KRW or USD.");
        }
        return code;
    }

    private static ModelPolicy models(YamlTree node) {
        node.allowOnly(MODELS);
        ModelPolicy usual = ModelPolicy.USUAL;
        int horizon = node.get("horizon_days").integer(usual.horizonDays(), 1, 3650);
        return new ModelPolicy(
                node.get("purchase_model").choice(usual.purchaseModel()),
                node.get("time_unit").choice(usual.timeUnit()),
                horizon,
                node.get("holdout_days").integer(horizon, 1, 3650),
                node.get("lifetime_months").integer(usual.lifetimeMonths(), 1, 120),
                node.get("discount_percent_per_month").number(usual.discountPercentPerMonth(), 0, 50),
                node.get("margin_percent").number(usual.marginPercent(), 0, 100),
                node.get("confidence_percent").number(usual.confidencePercent(), 50, 99.9),
                node.get("min_customers").integer(usual.minCustomers(), 2, 1_000_000),
                node.get("show").choice(usual.show()));
    }

    private static List<Integer> horizons(YamlTree node) {
        if (node.missing()) {
            return List.of(30, 90, 180);
        }
        if (node.items().isEmpty()) {
            node.fault(
                    "'" + node.path() + "' is empty.", "Name at least one horizon in days, for example [30, 90, 180].");
        }
        return node.items().stream()
                .map(i -> i.integer(1, 1, 3650))
                .distinct()
                .sorted()
                .toList();
    }

    private Map<String, Feed> feeds(YamlTree node, ZoneId zone) {
        Map<String, Feed> feeds = new LinkedHashMap<>();
        node.children().forEach((name, feed) -> feeds.put(name, feed(name, feed, zone)));
        if (feeds.isEmpty()) {
            node.fault("no feeds.", "Name at least one under 'feeds:', with its files.");
        }
        return feeds;
    }

    private Feed feed(String name, YamlTree node, ZoneId companyZone) {
        node.allowOnly(FEED);
        if (!NAME.matcher(name).matches()) {
            node.fault("feed '" + name + "' cannot name a table.", "Use a-z, 0-9 and _, a letter first.");
        }
        Format format = format(node);
        Map<String, String> options = new LinkedHashMap<>();
        node.get("options").children().forEach((key, value) -> options.put(key, value.text("")));
        String files = "";
        if (format == Format.JDBC) {
            options.put(
                    "url", node.get("url").required("Write the JDBC address, for example jdbc:postgresql://host/db."));
            for (String key : List.of("table", "query", "user", "password")) {
                if (!node.get(key).missing()) {
                    options.put(
                            key.equals("table") ? "dbtable" : key, node.get(key).text(""));
                }
            }
            if (!node.get("watermark").missing()) {
                options.put(Feed.WATERMARK, node.get("watermark").text(""));
            }
            if (node.get("table").missing() == node.get("query").missing()) {
                node.fault("a JDBC feed reads either a table or a query.", "Give one of 'table:' and 'query:'.");
            }
        } else {
            files = node.get("files").required("Name its files, for example: orders/*.csv");
        }
        return new Feed(
                name,
                files,
                format,
                node.get("time_zone").zone(companyZone),
                node.get("key").items().stream().map(i -> i.text("")).toList(),
                pattern(node, format),
                options,
                node.where());
    }

    private static Format format(YamlTree node) {
        String ending = ending(node.get("files").text(""));
        String text = node.get("format").text(node.get("url").missing() ? ending : "jdbc");
        try {
            return Format.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            node.fault("format '" + text + "' is not known.", "Write format: csv, json, parquet, lines or jdbc.");
            return Format.CSV;
        }
    }

    /** What the names of the files end in, also when they are compressed or a pattern goes on after it: {@code sales*.csv*}. */
    private static String ending(String files) {
        String[] parts = files.toLowerCase(Locale.ROOT).replaceAll("[*?]", "").split("\\.");
        int last = parts.length - 1;
        String ending = last > 1 && COMPRESSED.contains(parts[last]) ? parts[last - 1] : parts[last];
        return ending.replace("jsonl", "json");
    }

    private static LinePattern pattern(YamlTree node, Format format) {
        YamlTree given = node.get("pattern");
        if (format != Format.LINES) {
            return null;
        }
        String text = given.required("Format 'lines' needs a regular expression with named groups: '(?<id>\\d+) …'.");
        try {
            LinePattern pattern = LinePattern.of(text);
            if (pattern.groups().isEmpty() || !pattern.allGroupsNamed()) {
                given.fault(
                        "every group of the pattern must have a name (letters and digits).",
                        "Write (?<column>…) for what is to become a column and (?:…) for the rest.");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            given.fault("the pattern is no regular expression: " + e.getDescription() + ".", "");
            return LinePattern.of("(?<line>.*)");
        }
    }

    private List<Mapping> mappings(YamlTree node, Map<String, Feed> feeds) {
        List<Mapping> mappings = new ArrayList<>();
        node.children().forEach((entity, list) -> {
            if (!entities().contains(entity)) {
                list.fault("there is no entity '" + entity + "'.", Nearest.hint(entity, entities()));
                return;
            }
            list.items().forEach(item -> mappings.add(mapping(entity, item, feeds)));
        });
        if (mappings.isEmpty()) {
            node.fault("no entities.", "Map at least one feed under 'entities:'.");
        }
        refuseTwins(mappings);
        return mappings;
    }

    private Mapping mapping(String entity, YamlTree node, Map<String, Feed> feeds) {
        node.allowOnly(MAPPING);
        TableContract contract = Contracts.of(TableId.silver(entity));
        String feed = node.get("feed").required("Name the feed that the rows come from.");
        knownFeed(node.get("feed"), feed, feeds);
        Map<String, Located> join = expressions(node.get("join"));
        join.keySet().forEach(f -> knownFeed(node.get("join"), f, feeds));
        Map<String, Located> columns = expressions(node.get("columns"));
        checkColumns(contract, node.get("columns"), columns);
        Map<String, Located> other = parties(node.get("other"));
        if (!other.isEmpty() && !StageSchema.hasOther(contract)) {
            node.get("other").fault("'" + entity + "' has no second party.", "Take 'other:' out.");
        }
        Map<String, Located> customer = parties(node.get("customer"));
        if (Entity.of(entity).needsCustomer() && !customer.keySet().equals(Set.of(dangol.Policy.CUSTOMER_ID))) {
            node.fault(
                    "'" + entity + "' needs 'customer:' with the company's own customer number.",
                    "Write 'customer: <column>'; other keys are registered under identity_key.");
        }
        Mapping mapping = new Mapping(
                entity,
                feed,
                expressions(node.get("explode")),
                join,
                node.get("where").located(),
                customer,
                other,
                node.get("version_at").located(),
                columns,
                node.where());
        if (Entity.of(entity).keyIsMapped()) {
            refuseLikeElements(mapping, contract.primaryKey(), node.get("explode"));
        }
        return mapping;
    }

    /** The elements of an array that neither the key nor a condition tells apart would overwrite each other, all but one. */
    private static void refuseLikeElements(Mapping mapping, List<String> key, YamlTree explode) {
        Map<String, Located> columns = mapping.columns();
        if (!columns.keySet().containsAll(key)) {
            return;
        }
        List<Located> apart = new ArrayList<>(mapping.explode().values());
        key.forEach(k -> apart.add(columns.get(k)));
        Optional.ofNullable(mapping.filter()).ifPresent(apart::add);
        String last = key.get(key.size() - 1);
        mapping.explode().keySet().stream()
                .filter(alias -> apart.stream().noneMatch(e -> Mapping.names(e, mapping.feed(), alias)))
                .forEach(alias -> explode.get(alias)
                        .fault(
                                "the elements '" + alias + "' of a row all get the same key (" + String.join(", ", key)
                                        + "), so that one of them would overwrite the others.",
                                "Let the key name what tells them apart, for example  " + last + ": " + alias
                                        + ".no ; without a number  concat_ws('-', _row_hash, to_json(" + alias
                                        + "))."));
    }

    private static void knownFeed(YamlTree node, String feed, Map<String, Feed> feeds) {
        if (!feed.isEmpty() && !feeds.containsKey(feed)) {
            node.fault("there is no feed '" + feed + "'.", Nearest.hint(feed, feeds.keySet()));
        }
    }

    private static void checkColumns(TableContract contract, YamlTree node, Map<String, Located> columns) {
        Set<String> mapped = contract.columns().stream()
                .filter(Column::mapped)
                .map(Column::name)
                .collect(Collectors.toCollection(TreeSet::new));
        String entity = contract.id().name();
        columns.keySet().stream()
                .filter(c -> !mapped.contains(c))
                .forEach(c -> node.get(c)
                        .fault("'" + entity + "' has no column '" + c + "' to map.", Nearest.hint(c, mapped)));
        List<String> missing = contract.columns().stream()
                .filter(c -> c.mapped() && c.required() && !c.name().equals("currency"))
                .map(Column::name)
                .filter(c -> !columns.containsKey(c))
                .toList();
        if (!missing.isEmpty()) {
            node.fault(
                    "'" + entity + "' needs " + String.join(", ", missing) + ".",
                    "Add a line for each under 'columns:', with a column of the feed or an expression.");
        }
    }

    /** Two mappings that give the same key from the same rows would overwrite each other. */
    private void refuseTwins(List<Mapping> mappings) {
        Map<String, Mapping> seen = new LinkedHashMap<>();
        for (Mapping mapping : mappings) {
            String signature = mapping.entity() + "|" + mapping.feed() + "|" + mapping.explode() + "|"
                    + Contracts.of(TableId.silver(mapping.entity())).primaryKey().stream()
                            .map(k -> String.valueOf(
                                    Optional.ofNullable(mapping.columns().get(k))
                                            .map(Located::text)
                                            .orElse("")))
                            .collect(Collectors.joining("|"))
                    + "|"
                    + Optional.ofNullable(mapping.filter()).map(Located::text).orElse("");
            Mapping first = seen.putIfAbsent(signature, mapping);
            if (first != null && Entity.of(mapping.entity()).keyIsMapped()) {
                faults.add(new Fault(
                        mapping.where(),
                        "'" + mapping.entity() + "' is mapped twice from feed '" + mapping.feed()
                                + "' with the same key, first at " + first.where() + ".",
                        "Give the two different keys or different 'where:' conditions, or take one out."));
            }
        }
    }

    private static Map<String, Located> expressions(YamlTree node) {
        Map<String, Located> expressions = new LinkedHashMap<>();
        node.children().forEach((name, value) -> expressions.put(name, value.located()));
        return expressions;
    }

    private static Map<String, Located> parties(YamlTree node) {
        return node.isText() ? Map.of(dangol.Policy.CUSTOMER_ID, node.located()) : expressions(node);
    }
}
