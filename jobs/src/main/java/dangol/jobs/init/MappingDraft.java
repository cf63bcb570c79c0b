package dangol.jobs.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mapping as it is to be written, with its comments.
 *
 * @param sureness how sure the entity is
 * @param where which rows count; null for all
 * @param columns expressions and comments of the entity's columns
 * @param unused the feed's columns that no expression names, with some of their values
 * @param notes sentences that stand above the mapping
 * @param off why it is commented out, or empty
 */
record MappingDraft(
        String entity,
        String feed,
        String sureness,
        Map<String, String> join,
        Map<String, String> explode,
        Line where,
        Map<String, Line> customer,
        Line versionAt,
        Map<String, Line> columns,
        List<String> unused,
        List<String> notes,
        String off) {

    /** An expression and what is uncertain about it; no comment where nothing is. */
    record Line(String expression, String comment) {
        static Line sure(String expression) {
            return new Line(expression, "");
        }

        static Line guessed(String expression, String comment) {
            return new Line(expression, "guessed: " + comment);
        }
    }

    MappingDraft switchedOff(String why) {
        return new MappingDraft(
                entity, feed, sureness, join, explode, where, customer, versionAt, columns, unused, notes, why);
    }

    MappingDraft withCustomer(Map<String, Line> other) {
        return new MappingDraft(
                entity, feed, sureness, join, explode, where, other, versionAt, columns, unused, notes, off);
    }

    MappingDraft withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new MappingDraft(
                entity, feed, sureness, join, explode, where, customer, versionAt, columns, unused, more, off);
    }

    /** The keys of the same rows' customers, to be registered as {@code kind}. */
    MappingDraft registering(String kind, Line key) {
        Map<String, Line> registration = new LinkedHashMap<>();
        registration.put("key_kind", Line.sure("'" + kind + "'"));
        registration.put("key_value", key);
        registration.put("verified", Line.guessed("true", "false where nobody made sure whose it is"));
        return new MappingDraft(
                "identity_key",
                feed,
                sureness,
                join,
                explode,
                where,
                customer,
                null,
                registration,
                List.of(),
                List.of(),
                "");
    }

    String expression(String column) {
        return columns.getOrDefault(column, Line.sure("")).expression();
    }
}
