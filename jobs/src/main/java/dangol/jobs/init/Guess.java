package dangol.jobs.init;

import dangol.jobs.init.Vocabulary.Look;
import dangol.jobs.init.Vocabulary.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a feed's rows may be.
 *
 * @param columns the feed's columns by the entity's columns, 'customer' and 'email'
 * @param missing essential columns that no column of the feed gives
 * @param score how much speaks for it
 */
record Guess(String entity, Map<String, Match> columns, List<String> missing, double score) {
    private static final double LEAST_FIT = 0.45;
    private static final double BY_SHAPE = 0.3;
    private static final double FILE_NAME = 0.8;
    private static final double PARTY = 0.6;
    private static final double CERTAIN = 0.8;
    private static final double DOUBTED = 0.75;
    /** As many rows may be set aside, unless a company says otherwise. */
    private static final double SPARSE = 0.05;

    private static final Set<String> PRICES = Set.of("amount", "unit_price");

    /** A column and how well its name fits, from 0 to 1. */
    record Match(ColumnSample column, double fit) {
        boolean certain() {
            return fit >= CERTAIN;
        }
    }

    private record Candidate(String role, Match match) {}

    /** All entities, the likeliest first. */
    static List<Guess> of(Sample sample, Vocabulary words) {
        List<Guess> guesses = new ArrayList<>();
        words.entities().forEach((entity, look) -> guesses.add(of(sample, words, entity, look)));
        guesses.sort(Comparator.comparing((Guess g) -> !g.missing.isEmpty()).thenComparing(g -> -g.score));
        return guesses;
    }

    private static Guess of(Sample sample, Vocabulary words, String entity, Look look) {
        Map<String, Role> roles = new LinkedHashMap<>(look.roles());
        boolean customers = entity.equals("customer");
        words.party().forEach((kind, role) -> {
            if (!customers || kind.equals("customer")) {
                roles.put(kind, new Role(role.shape(), PARTY, role.words()));
            }
        });
        Map<String, Match> columns = assign(sample, roles, words, look.essential());
        if (customers) {
            preferPersons(sample, words, columns);
        }
        boolean total = OrderTotal.isAmount(
                role -> Optional.ofNullable(columns.get(role)).map(Match::column));
        if (total && columns.containsKey("unit_price")) {
            columns.remove("amount");
        }
        List<String> missing = missing(look.essential(), columns);
        if (missing.size() == 1) {
            byShape(sample, words, look, missing.get(0), columns);
        }
        if (!sample.headed()) {
            nameless(sample, entity, columns);
        }
        missing = missing(look.essential(), columns);
        if (customers && !describesCustomers(columns)) {
            missing = List.of(columns.containsKey("customer") ? "one row for each customer" : "a customer number");
        }
        double score = fileSays(sample, look) ? FILE_NAME : 0;
        for (Map.Entry<String, Match> column : columns.entrySet()) {
            score += roles.get(column.getKey()).weight() * column.getValue().fit();
        }
        return new Guess(entity, columns, missing, score);
    }

    static boolean fileSays(Sample sample, Look look) {
        return Vocabulary.says(
                sample.files().get(0).getFileName().toString().replaceAll("[\\d_.-]+", " "), look.files());
    }

    /** Each column for one use only, the best fits first. */
    private static Map<String, Match> assign(
            Sample sample, Map<String, Role> roles, Vocabulary words, List<String> essential) {
        List<Candidate> candidates = new ArrayList<>();
        roles.forEach((name, role) -> {
            for (ColumnSample column : sample.columns()) {
                double fit = sample.headed() ? words.fit(column.name(), role.words()) : 0;
                if (fit >= LEAST_FIT && column.has(role.shape(), true)) {
                    candidates.add(new Candidate(name, new Match(column, fit)));
                }
            }
        });
        // Beside a price of the element, the money and the pieces of the whole would count once for each element.
        if (candidates.stream().anyMatch(c -> PRICES.contains(c.role) && sample.isElement(c.match.column))) {
            candidates.removeIf(
                    c -> (PRICES.contains(c.role) || c.role.equals("quantity")) && !sample.isElement(c.match.column));
        }
        List<Candidate> sparse = candidates.stream()
                .filter(c -> essential.contains(c.role)
                        && roles.get(c.role).shape().equals("time")
                        && hasFuller(c, candidates))
                .toList();
        candidates.removeAll(sparse);
        candidates.sort(
                Comparator.comparing(c -> -c.match.fit - (c.match.column.given().isEmpty() ? 0 : 0.2)));
        Map<String, Match> columns = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!columns.containsKey(candidate.role) && used.add(candidate.match.column.name())) {
                boolean isSecond = sparse.stream()
                        .anyMatch(c -> c.role.equals(candidate.role) && c.match.fit > candidate.match.fit);
                columns.put(candidate.role, isSecond ? new Match(candidate.match.column, DOUBTED) : candidate.match);
            }
        }
        return columns;
    }

    /** A time without which rows are set aside is looked for where all rows have one: not each order is paid on the day. */
    private static boolean hasFuller(Candidate sparse, List<Candidate> candidates) {
        return blankShare(sparse) > SPARSE
                && candidates.stream()
                        .anyMatch(c -> c.role.equals(sparse.role) && c.match.certain() && blankShare(c) <= SPARSE);
    }

    private static double blankShare(Candidate candidate) {
        ColumnSample column = candidate.match.column;
        return 1 - (double) column.given().size() / Math.max(1, column.values().size());
    }

    /** Of two customer numbers one is new with every row, and the other, which comes again, is the person's. */
    private static void preferPersons(Sample sample, Vocabulary words, Map<String, Match> columns) {
        Match first = columns.get("customer");
        if (first == null || !first.column.isUnique()) {
            return;
        }
        for (ColumnSample other : sample.columns()) {
            double fit = words.fit(other.name(), words.party().get("customer").words());
            if (!other.name().equals(first.column.name())
                    && fit >= CERTAIN
                    && !other.isUnique()
                    && other.has("key", true)) {
                columns.put("customer", new Match(other, fit));
            }
        }
    }

    private static boolean describesCustomers(Map<String, Match> columns) {
        Match customer = columns.get("customer");
        boolean versions = columns.containsKey("version_at");
        return customer != null && columns.size() > 1 && customer.column.distinctShare() >= (versions ? 0.1 : 0.9);
    }

    private static List<String> missing(List<String> essential, Map<String, Match> columns) {
        List<String> missing = new ArrayList<>();
        for (String need : essential) {
            if (List.of(need.split("\\|")).stream().noneMatch(columns::containsKey)) {
                missing.add(need.replace("|", " or "));
            }
        }
        return missing;
    }

    /** The only column of its shape serves where no name does. */
    private static void byShape(Sample sample, Vocabulary words, Look look, String need, Map<String, Match> columns) {
        Role role = look.roles().get(need);
        if (role == null || !Set.of("time", "prose").contains(role.shape())) {
            return;
        }
        List<ColumnSample> fitting = sample.columns().stream()
                .filter(c -> !c.given().isEmpty() && !words.isSpoiled(c.name()) && c.has(role.shape(), false))
                .toList();
        if (fitting.size() == 1 && columns.values().stream().noneMatch(m -> m.column.equals(fitting.get(0)))) {
            columns.put(need, new Match(fitting.get(0), BY_SHAPE));
        }
    }

    /** Without names only the values speak: a day, an amount with cents, and a number that comes again. */
    private static void nameless(Sample sample, String entity, Map<String, Match> columns) {
        if (!entity.equals("transaction")) {
            return;
        }
        Optional<ColumnSample> time = sample.columns().stream()
                .filter(c -> c.timeForm(false).isPresent())
                .findFirst();
        Optional<ColumnSample> amount = sample.columns().stream()
                .filter(c -> c.has("number", false) && !c.has("key", false))
                .reduce((a, b) -> b);
        Optional<ColumnSample> customer = sample.columns().stream()
                .filter(c ->
                        time.isPresent() && !c.equals(time.get()) && c.has("key", false) && c.distinctShare() < 0.9)
                .findFirst();
        if (time.isPresent() && amount.isPresent()) {
            columns.put("occurred_at", new Match(time.get(), BY_SHAPE));
            columns.put("amount", new Match(amount.get(), BY_SHAPE));
            customer.ifPresent(c -> columns.put("customer", new Match(c, BY_SHAPE)));
        }
    }

    Optional<ColumnSample> column(String role) {
        return Optional.ofNullable(columns.get(role)).map(Match::column);
    }

    boolean certain(String role) {
        return columns.containsKey(role) && columns.get(role).certain();
    }

    boolean fits() {
        return missing.isEmpty();
    }

    /** How sure the guess is, in a word. */
    String sureness(boolean fileSays) {
        long certain = columns.values().stream().filter(Match::certain).count();
        return fileSays && certain >= 3 || certain >= 5 ? "sure" : certain >= 3 ? "likely" : "a guess";
    }
}
