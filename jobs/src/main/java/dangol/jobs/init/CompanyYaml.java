package dangol.jobs.init;

import dangol.contract.Column;
import dangol.contract.Contracts;
import dangol.contract.TableId;
import dangol.jobs.company.Format;
import dangol.jobs.init.LookUps.Known;
import dangol.jobs.init.MappingDraft.Line;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes the YAML of a company that was guessed, with its comments. */
final class CompanyYaml {
    private static final Set<String> WORDS_OF_YAML =
            Set.of("true", "false", "yes", "no", "null", "on", "off", "~", "y", "n");

    private final FirstCompany company;
    private final CompanySettings settings;
    private final StringBuilder text = new StringBuilder();

    CompanyYaml(FirstCompany company, CompanySettings settings) {
        this.company = company;
        this.settings = settings;
    }

    String text() {
        say(
                "# Guessed from the files by './dangol init': read every line that says 'guessed', and mend what is wrong.");
        say("# What each key and column means: docs/company-yaml.md and conf/tables/silver.");
        setting("company", settings.name(), "the folder's name");
        setting("time_zone", settings.timeZone(), "the zone of this machine");
        boolean seen = company.currency().filter(settings.currency()::equals).isPresent();
        setting(
                "currency",
                settings.currency(),
                seen ? "most rows looked at are in it" : "the currency of this machine's locale");
        say("sources: " + scalar(sources()));
        say("");
        company.passedOver().forEach((file, why) -> say("# passed over: " + comment(file + ": " + why)));
        say("feeds:");
        company.feeds().forEach(this::feed);
        say("");
        entities();
        return text.toString();
    }

    private void setting(String key, String value, String assumption) {
        say(key + ": " + scalar(value) + (settings.assumed().contains(key) ? "    # guessed: " + assumption : ""));
    }

    private String sources() {
        Path here = Path.of("").toAbsolutePath().normalize();
        Path root = company.root();
        String relative = root.startsWith(here) ? here.relativize(root).toString() : root.toString();
        return relative.isEmpty() ? "." : relative;
    }

    private void feed(Known feed) {
        Sample sample = feed.sample();
        say("  " + feed.name() + ":");
        sample.notes().forEach(n -> say("    # " + comment(n)));
        String files = SourceFiles.pattern(company.root(), sample.files());
        say("    files: " + scalar(files)
                + (files.contains("{")
                        ? "    # guessed: a list, because others like them have other columns; new files are in none"
                        : comingFiles(sample.files(), files)));
        String format = sample.format().name().toLowerCase(Locale.ROOT);
        String ending = files.substring(files.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT)
                .replace("jsonl", "json");
        if (!ending.equals(format)) {
            say("    format: " + format);
        }
        if (sample.format() == Format.LINES) {
            say("    pattern: " + scalar(sample.pattern()));
        }
        String key = key(feed);
        if (!key.isEmpty()) {
            say("    key: " + scalar(key));
        }
        if (!sample.options().isEmpty()) {
            List<String> options = sample.options().entrySet().stream()
                    .map(e -> e.getKey() + ": " + quoted(e.getValue()))
                    .toList();
            say("    options: {" + String.join(", ", options) + "}");
        }
    }

    /** A name with a number in it is mostly that of the first of many. */
    private String comingFiles(List<Path> files, String pattern) {
        String wide = SourceFiles.wide(company.root(), files.get(0));
        return files.size() > 1 || wide.equals(pattern)
                ? ""
                : "    # guessed: this file alone; " + comment(wide) + " takes those to come";
    }

    private String key(Known feed) {
        for (MappingDraft mapping : company.mappings()) {
            String condition = mapping.join().getOrDefault(feed.name(), "");
            if (!condition.isEmpty()) {
                return condition
                        .substring(feed.name().length() + 1, condition.indexOf(" = "))
                        .replace("`", "");
            }
        }
        return "";
    }

    private void entities() {
        say("entities:");
        Map<String, List<MappingDraft>> byEntity = new LinkedHashMap<>();
        for (MappingDraft mapping : company.mappings()) {
            byEntity.computeIfAbsent(mapping.entity(), e -> new java.util.ArrayList<>())
                    .add(mapping);
        }
        byEntity.forEach((entity, mappings) -> {
            boolean on = mappings.stream().anyMatch(m -> m.off().isEmpty());
            say((on ? "  " : "  # ") + entity + ":");
            mappings.forEach(m -> mapping(m, m.off().isEmpty() ? "    " : "    # "));
        });
        company.feeds().stream()
                .filter(f -> company.mappings().stream().noneMatch(m -> m.feed().equals(f.name())))
                .forEach(this::unknown);
    }

    private void mapping(MappingDraft mapping, String margin) {
        if (!mapping.off().isEmpty()) {
            say("    # guessed: left out, because " + comment(mapping.off()) + ".");
        }
        mapping.notes().forEach(n -> say("    # " + comment(n)));
        String sure = mapping.sureness().equals("sure")
                ? ""
                : "    # guessed: " + (mapping.sureness().equals("likely") ? "likely " : "perhaps ") + mapping.entity();
        say(margin + "- feed: " + mapping.feed() + sure);
        map(margin, "join", mapping.join(), "");
        map(margin, "explode", mapping.explode(), "    # guessed: one row for each element, none where there is none");
        if (mapping.where() != null) {
            line(margin + "  ", "where", mapping.where());
        }
        customer(margin, mapping.customer());
        if (mapping.versionAt() != null) {
            line(margin + "  ", "version_at", mapping.versionAt());
        }
        if (!mapping.columns().isEmpty()) {
            say(margin + "  columns:");
            mapping.columns().forEach((name, line) -> line(margin + "    ", name, line));
        } else {
            say(margin + "  columns: {}");
        }
        mapping.unused().forEach(c -> say("      # not used: " + comment(c)));
    }

    private void customer(String margin, Map<String, Line> customer) {
        if (customer.size() == 1 && customer.containsKey("customer_id")) {
            line(margin + "  ", "customer", customer.get("customer_id"));
        } else if (!customer.isEmpty()) {
            say(margin + "  customer:");
            customer.forEach((kind, line) -> line(margin + "    ", kind, line));
        }
    }

    private void map(String margin, String key, Map<String, String> entries, String comment) {
        if (!entries.isEmpty()) {
            say(margin + "  " + key + ":");
            entries.forEach((name, value) -> say(margin + "    " + name + ": " + scalar(value) + comment));
        }
    }

    private void line(String margin, String name, Line line) {
        say(margin + name + ": " + scalar(line.expression())
                + (line.comment().isEmpty() ? "" : "    # " + comment(line.comment())));
    }

    /** A feed that looks like nothing known: what could be written for it. */
    private void unknown(Known feed) {
        if (!company.usedBy(feed).isEmpty()) {
            say("  # Feed '" + feed.name() + "' is looked up by " + company.usedBy(feed)
                    + " and fills no entity of its own.");
            feed.sample().columns().forEach(c -> say("  #   it has: " + comment(c.shown())));
            return;
        }
        Guess near = company.nearest(feed);
        say("  # Feed '" + feed.name() + "' looks like nothing known. It lands as bronze." + feed.name()
                + " and fills no entity. Nearest is " + comment(company.near(feed)) + ".");
        say("  # To map it, take the '#' off and fill in:");
        say("  # " + near.entity() + ":");
        say("  #   - feed: " + feed.name());
        say("  #     customer: "
                + near.column("customer").map(ColumnSample::name).orElse("COLUMN"));
        say("  #     columns:");
        Set<String> named = new TreeSet<>();
        for (Column column : Contracts.of(TableId.silver(near.entity())).columns()) {
            boolean needed = column.required() && !column.name().equals("currency");
            if (column.mapped() && (needed || near.column(column.name()).isPresent())) {
                named.add(column.name());
                say("  #       " + column.name() + ": "
                        + near.column(column.name()).map(ColumnSample::name).orElse("EXPRESSION"));
            }
        }
        feed.sample().columns().forEach(c -> say("  #   it has: " + comment(c.shown())));
    }

    private void say(String line) {
        text.append(line).append('\n');
    }

    /** Comments stand on one line and never hold a variable. */
    private static String comment(String words) {
        return words.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** A value as YAML, quoted where it would be read otherwise; '${' would be a variable. */
    static String scalar(String value) {
        boolean plain = value.matches("[\\p{L}_./][\\p{L}\\p{N}_./() =<>+*-]*")
                        && !WORDS_OF_YAML.contains(value.toLowerCase(Locale.ROOT))
                || value.matches("[1-9]\\d*|0");
        return plain && !value.endsWith(" ") ? value : quoted(value);
    }

    private static String quoted(String value) {
        if (value.contains("'") && !value.contains("\\") && !value.contains("\"")
                || value.codePoints().anyMatch(Character::isISOControl)) {
            return '"'
                    + value.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\t", "\\t")
                            .replace("\n", "\\n")
                    + '"';
        }
        return "'" + value.replace("'", "''") + "'";
    }
}
