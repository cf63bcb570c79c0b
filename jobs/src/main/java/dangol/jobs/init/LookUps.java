package dangol.jobs.init;

import dangol.jobs.init.MappingDraft.Line;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a mapping takes from other feeds.
 *
 * @param conditions conditions of the joins by feed
 * @param roles columns of the entity, or 'customer', by the column of the other feed
 * @param owners feeds of those columns
 * @param person the number of the person where the feed itself names another one
 */
record LookUps(
        Map<String, String> conditions,
        Map<String, ColumnSample> roles,
        Map<String, String> owners,
        Optional<Line> person) {
    /** How a column becomes an expression. */
    interface Writing {
        Line line(String role, ColumnSample column, boolean dayOnly);
    }

    /** A feed by its name, looked at. */
    record Known(String name, Sample sample) {}

    static LookUps none() {
        return new LookUps(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), Optional.empty());
    }

    /** Time and customer from a feed with one row for each value of a column that both have. */
    static LookUps of(Known feed, Guess guess, List<Known> others, Vocabulary words, Map<String, List<Guess>> guesses) {
        Set<String> wanted = new HashSet<>();
        guess.missing().stream()
                .filter(m -> words.entities().get(guess.entity()).roles().containsKey(m))
                .forEach(wanted::add);
        boolean anonymous = !guess.columns().containsKey("customer")
                && !guess.columns().containsKey("email")
                && !guess.columns().containsKey("author");
        if (anonymous) {
            wanted.add("customer");
        }
        LookUps found = none();
        for (Known other : others) {
            Optional<String> key = other.name().equals(feed.name()) || wanted.isEmpty()
                    ? Optional.empty()
                    : key(feed.sample(), other.sample());
            if (key.isEmpty()) {
                continue;
            }
            Guess there = guesses.get(other.name()).stream()
                    .filter(g -> g.entity().equals(guess.entity()))
                    .findFirst()
                    .orElseThrow();
            for (String role : List.copyOf(wanted)) {
                Optional<ColumnSample> column = there.column(role);
                if (column.isPresent() && !column.get().name().equals(key.get())) {
                    found.take(feed, other, key.get(), role, column.get());
                    wanted.remove(role);
                }
            }
        }
        return found;
    }

    private void take(Known feed, Known other, String key, String role, ColumnSample given) {
        String column = Drafter.quoted(key);
        conditions.put(other.name(), other.name() + "." + column + " = " + feed.name() + "." + column);
        roles.put(role, given);
        owners.put(given.name(), other.name());
    }

    /** A column of both feeds whose values number the rows of the other. */
    private static Optional<String> key(Sample sample, Sample other) {
        for (ColumnSample column : sample.columns()) {
            Optional<ColumnSample> there = other.column(column.name()).filter(c -> c.isUnique() && c.has("key", true));
            if (there.isPresent() && sample.explode().isEmpty() && shares(column, there.get())) {
                return Optional.of(column.name());
            }
        }
        return Optional.empty();
    }

    static boolean shares(ColumnSample first, ColumnSample second) {
        Set<String> known = new HashSet<>(second.given());
        return first.given().stream().anyMatch(known::contains);
    }

    /** The same look-ups, and the person behind a number that is new with every row. */
    LookUps withPerson(Known customers, String number, String numberIs, String person) {
        Map<String, String> joined = new LinkedHashMap<>(conditions);
        joined.put(customers.name(), customers.name() + "." + Drafter.quoted(number) + " = " + numberIs);
        return new LookUps(
                joined,
                roles,
                owners,
                Optional.of(Line.guessed(
                        customers.name() + "." + Drafter.quoted(person),
                        number + " is new with every row of " + customers.name() + ", this is not")));
    }

    Optional<String> ownerOf(ColumnSample column) {
        return Optional.ofNullable(owners.get(column.name()));
    }

    Line line(String role, Writing writing) {
        return writing.line(role, roles.get(role), false);
    }

    boolean gives(String role) {
        return roles.containsKey(role);
    }
}
