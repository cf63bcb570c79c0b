package dangol.jobs.init;

import dangol.jobs.company.ConfigurationException;
import dangol.jobs.init.LookUps.Known;
import dangol.jobs.init.Sampler.UnusableException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A first YAML of a company, guessed from its files. */
public final class FirstCompany {
    private static final String UNREGISTERED =
            "No feed says whose e-mails these are: the rows are nobody's until 'identity_key' registers them.";

    private final Vocabulary words = Vocabulary.read();
    private final List<Known> feeds = new ArrayList<>();
    private final Map<String, List<Guess>> guesses = new HashMap<>();
    private final Map<String, List<Guess>> plain = new HashMap<>();
    private final Map<String, LookUps> lookUps = new HashMap<>();
    private final Map<Path, String> passedOver = new LinkedHashMap<>();
    private final List<MappingDraft> mappings = new ArrayList<>();
    private LocalDate lastDay;

    private FirstCompany() {}

    /**
     * Looks at files and guesses feeds and mappings.
     *
     * @param files files, folders or patterns
     * @throws ConfigurationException when there are none, or no rows can be made of any of them
     */
    public static FirstCompany of(List<String> files) {
        FirstCompany company = new FirstCompany();
        SourceFiles found = SourceFiles.of(files);
        company.passedOver.putAll(found.passedOver());
        try (Sampler sampler = new Sampler()) {
            found.forms().forEach(form -> company.look(sampler, form));
            if (company.feeds.isEmpty()) {
                throw new ConfigurationException(company.passedOver.entrySet().stream()
                        .map(e -> new dangol.jobs.company.Fault(
                                e.getKey().toString(), "no feed can be made of it.", e.getValue()))
                        .toList());
            }
            company.feeds.forEach(f -> company.plain.put(f.name(), Guess.of(f.sample(), company.words)));
            company.feeds.forEach(company::guess);
            company.findPersons();
            company.feeds.forEach(company::draft);
            company.countMoneyOnce();
            company.registerEmails();
            company.lastDay = company.lastDay(sampler);
        }
        return company;
    }

    private void look(Sampler sampler, List<Path> form) {
        for (List<Path> files : sameHeader(sampler, form)) {
            try {
                Sample whole = sampler.look(files);
                Sample sample = sampler.elements(files)
                        .filter(elements -> areRows(elements, whole))
                        .orElse(whole);
                feeds.add(new Known(name(files), sample));
            } catch (UnusableException e) {
                files.forEach(f -> passedOver.put(f, e.getMessage()));
            }
        }
    }

    /** Elements are the rows where what an entity cannot do without stands in them, such as prices; not pictures of a review. */
    private boolean areRows(Sample elements, Sample whole) {
        Guess guess = Guess.of(elements, words).get(0);
        boolean essential = words.entities().get(guess.entity()).essential().stream()
                .flatMap(need -> List.of(need.split("\\|")).stream())
                .flatMap(role -> guess.column(role).stream())
                .anyMatch(elements::isElement);
        return guess.fits() && essential || !Guess.of(whole, words).get(0).fits();
    }

    /** Files with the same columns, or with some of them; those with the most columns come first. */
    private static List<List<Path>> sameHeader(Sampler sampler, List<Path> form) {
        Map<String, List<Path>> byHeader = new LinkedHashMap<>();
        form.forEach(f -> byHeader.computeIfAbsent(sampler.header(f), k -> new ArrayList<>())
                .add(f));
        List<String> widestFirst = new ArrayList<>(byHeader.keySet());
        widestFirst.sort(Comparator.comparing(h -> -Header.names(h).size()));
        Map<String, List<Path>> together = new LinkedHashMap<>();
        for (String header : widestFirst) {
            String wide = together.keySet().stream()
                    .filter(w -> Header.widens(w, header))
                    .findFirst()
                    .orElse(header);
            together.computeIfAbsent(wide, k -> new ArrayList<>()).addAll(byHeader.get(header));
        }
        return new ArrayList<>(together.values());
    }

    private String name(List<Path> files) {
        String file =
                files.get(0).getFileName().toString().replaceFirst("\\..*$", "").toLowerCase(Locale.ROOT);
        String plain = file.replaceAll("\\d+", "_")
                .replaceAll("[^a-z_]+", "_")
                .replaceAll("_+", "_")
                .replaceAll("^_|_$", "");
        String base = plain.isEmpty() ? "files" : plain;
        String name = base;
        for (int i = 2; taken(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    private boolean taken(String name) {
        return feeds.stream().anyMatch(f -> f.name().equals(name));
    }

    private void guess(Known feed) {
        List<Guess> guessed = new ArrayList<>(plain.get(feed.name()));
        // What a feed lacks may stand in another one: lines of orders have the time of their order.
        for (Guess guess : List.copyOf(guessed)) {
            LookUps found = LookUps.of(feed, guess, feeds, words, plain);
            List<String> still =
                    guess.missing().stream().filter(m -> !found.gives(m)).toList();
            boolean money = guess.column("amount").isPresent()
                    || guess.column("unit_price").isPresent();
            boolean completed = !guess.fits() && still.isEmpty() && money && guess.certain("transaction_id");
            if (completed || guess.fits()) {
                lookUps.put(feed.name() + "." + guess.entity(), found);
            }
            if (completed) {
                guessed.set(
                        guessed.indexOf(guess), new Guess(guess.entity(), guess.columns(), List.of(), guess.score()));
            }
        }
        guessed.sort(Comparator.comparing((Guess g) -> !g.fits()).thenComparing(g -> -g.score()));
        guesses.put(feed.name(), guessed);
    }

    private LookUps lookUps(Known feed, Guess guess) {
        return lookUps.getOrDefault(feed.name() + "." + guess.entity(), LookUps.none());
    }

    private Guess best(Known feed) {
        return guesses.get(feed.name()).get(0);
    }

    /** Where the customers' feed tells persons from numbers, every other feed that names such a number looks the person up. */
    private void findPersons() {
        for (Known customers : feeds) {
            Guess there = best(customers);
            Optional<ColumnSample> person = there.column("customer");
            if (!there.fits()
                    || !there.entity().equals("customer")
                    || person.isEmpty()
                    || person.get().isUnique()) {
                continue;
            }
            for (ColumnSample number : customers.sample().columns()) {
                if (number.isUnique()
                        && number.has("key", true)
                        && words.fit(
                                        number.name(),
                                        words.party().get("customer").words())
                                > 0.8) {
                    feeds.stream()
                            .filter(f -> !f.equals(customers))
                            .forEach(f -> lookUpPerson(f, customers, number, person.get()));
                }
            }
        }
    }

    private void lookUpPerson(Known feed, Known customers, ColumnSample number, ColumnSample person) {
        Guess guess = best(feed);
        LookUps found = lookUps(feed, guess);
        ColumnSample named = guess.column("customer").orElse(found.roles().get("customer"));
        if (guess.fits() && named != null && named.name().equals(number.name()) && LookUps.shares(named, number)) {
            String owner = found.ownerOf(named).orElse(feed.name());
            lookUps.put(
                    feed.name() + "." + guess.entity(),
                    found.withPerson(
                            customers, number.name(), owner + "." + Drafter.quoted(named.name()), person.name()));
        }
    }

    private void draft(Known feed) {
        Guess guess = best(feed);
        if (guess.fits()) {
            mappings.add(new Drafter(words, feed.name(), feed.sample(), guess, lookUps(feed, guess)).draft());
        }
    }

    /** Totals and lines of the same orders are the same money: the lines with products count, or what speaks loudest. */
    private void countMoneyOnce() {
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = 0; j < mappings.size(); j++) {
                MappingDraft kept = mappings.get(i);
                MappingDraft other = mappings.get(j);
                if (i != j
                        && kept.off().isEmpty()
                        && other.off().isEmpty()
                        && sameMoney(kept, other)
                        && detail(kept, i) > detail(other, j)) {
                    mappings.set(
                            j,
                            other.switchedOff("its transactions are those of feed '" + kept.feed()
                                    + "': both would count the same money twice"));
                }
            }
        }
    }

    /**
     * Rows that name their customer by e-mail are nobody's until somebody says whose it is. Where no row has a customer number, the
     * e-mail is one.
     */
    private void registerEmails() {
        boolean numbered = mappings.stream().anyMatch(m -> m.customer().containsKey("customer_id"));
        boolean mailed = mappings.stream()
                .anyMatch(m -> m.off().isEmpty() && m.customer().containsKey("email"));
        if (!numbered) {
            mappings.replaceAll(m -> m.customer().containsKey("email") ? numberedByEmail(m) : m);
        } else if (mailed) {
            List<MappingDraft> registering = mappings.stream()
                    .filter(m -> m.off().isEmpty()
                            && m.entity().equals("customer")
                            && m.columns().containsKey("email"))
                    .map(m -> m.registering("email", m.columns().get("email")))
                    .toList();
            if (registering.isEmpty()) {
                mappings.replaceAll(m -> m.customer().keySet().equals(Set.of("email")) ? m.withNote(UNREGISTERED) : m);
            }
            mappings.addAll(registering);
        }
    }

    private static MappingDraft numberedByEmail(MappingDraft mapping) {
        String email = mapping.customer().get("email").expression();
        return mapping.withCustomer(Map.of(
                "customer_id",
                MappingDraft.Line.guessed(
                        "lower(trim(" + email + "))", "the e-mail is the customer number, as there is no other")));
    }

    private boolean sameMoney(MappingDraft first, MappingDraft second) {
        if (!first.entity().equals("transaction") || !second.entity().equals("transaction")) {
            return false;
        }
        Optional<ColumnSample> one = best(feed(first.feed())).column("transaction_id");
        Optional<ColumnSample> two = best(feed(second.feed())).column("transaction_id");
        boolean returns = first.expression("kind").equals("'refund'")
                != second.expression("kind").equals("'refund'");
        return !returns && one.isPresent() && two.isPresent() && LookUps.shares(one.get(), two.get());
    }

    private double detail(MappingDraft mapping, int place) {
        int products = mapping.columns().containsKey("product_code")
                        || mapping.columns().containsKey("product_name")
                ? 100
                : 0;
        return products + best(feed(mapping.feed())).score() - place / 1000.0;
    }

    Known feed(String name) {
        return feeds.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private LocalDate lastDay(Sampler sampler) {
        LocalDate last = null;
        for (Known feed : feeds) {
            Guess guess = best(feed);
            for (String role :
                    guess.fits() ? words.entities().get(guess.entity()).essential() : List.<String>of()) {
                Optional<ColumnSample> own = guess.column(role);
                ColumnSample column = own.orElse(lookUps(feed, guess).roles().get(role));
                Optional<TimeForm> form = column == null || role.equals("customer") || !timely(guess, role)
                        ? Optional.empty()
                        : column.timeForm(true);
                if (form.isPresent()) {
                    Sample owner = own.isPresent()
                            ? feed.sample()
                            : feed(lookUps(feed, guess).ownerOf(column).orElseThrow())
                                    .sample();
                    LocalDate day = sampler.lastDay(owner, column, form.get()).orElse(null);
                    last = last == null || day != null && day.isAfter(last) ? day : last;
                }
            }
        }
        return last;
    }

    private boolean timely(Guess guess, String role) {
        Vocabulary.Role known = words.entities().get(guess.entity()).roles().get(role);
        return known != null && known.shape().equals("time");
    }

    /** The last day on which anything happened in the rows; none when nothing has a time. */
    public Optional<LocalDate> lastDay() {
        return Optional.ofNullable(lastDay);
    }

    /** True when at least one feed was recognised. */
    public boolean hasMappings() {
        return mappings.stream().anyMatch(m -> m.off().isEmpty());
    }

    /** The currency that most rows looked at are in; none where no column says it. */
    public Optional<String> currency() {
        return feeds.stream()
                .map(this::best)
                .filter(Guess::fits)
                .flatMap(g -> g.column("currency").stream())
                .flatMap(c -> c.given().stream())
                .collect(Collectors.groupingBy(String::strip, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    /** The YAML's text. */
    public String yaml(CompanySettings settings) {
        return new CompanyYaml(this, settings).text();
    }

    /** What was found, a line each. */
    public List<String> findings() {
        List<String> lines = new ArrayList<>();
        for (Known feed : feeds) {
            Sample sample = feed.sample();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s %s, %d file(s), %d columns, %d rows looked at",
                    feed.name(),
                    sample.format().name().toLowerCase(Locale.ROOT),
                    sample.files().size(),
                    sample.columns().size(),
                    sample.rows()));
            lines.add("    " + finding(feed));
        }
        passedOver.forEach((file, why) -> lines.add(file + ": passed over; " + why));
        return lines;
    }

    private String finding(Known feed) {
        for (MappingDraft mapping : mappings) {
            if (mapping.feed().equals(feed.name())) {
                long guessed = mapping.columns().values().stream()
                        .filter(l -> !l.comment().isEmpty())
                        .count();
                return mapping.entity() + " (" + mapping.sureness() + "), " + guessed + " guessed line(s), "
                        + mapping.unused().size() + " column(s) unused"
                        + (mapping.customer().isEmpty() ? "; no customer found" : "")
                        + (mapping.off().isEmpty() ? "" : "; commented out: " + mapping.off());
            }
        }
        return usedBy(feed).isEmpty()
                ? "nothing known; nearest is " + near(feed)
                : "looked up by " + usedBy(feed) + "; no entity of its own";
    }

    String usedBy(Known feed) {
        return String.join(
                ", ",
                mappings.stream()
                        .filter(m -> m.join().containsKey(feed.name()))
                        .map(MappingDraft::feed)
                        .toList());
    }

    /** The entity that the feed would be if it had what is missing. */
    String near(Known feed) {
        Guess guess = nearest(feed);
        return guess.entity() + ", which lacks " + String.join(", ", guess.missing());
    }

    Guess nearest(Known feed) {
        return guesses.get(feed.name()).stream()
                .filter(g -> !g.missing().isEmpty())
                .max(Comparator.comparingDouble(
                        g -> g.score() - 0.5 * g.missing().size()))
                .orElseThrow();
    }

    List<Known> feeds() {
        return feeds;
    }

    List<MappingDraft> mappings() {
        return mappings;
    }

    Map<Path, String> passedOver() {
        return passedOver;
    }

    /** The folder that all files are below. */
    Path root() {
        return SourceFiles.base(
                feeds.stream().flatMap(f -> f.sample().files().stream()).toList());
    }
}
