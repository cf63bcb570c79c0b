package dangol.gold;

import dangol.model.classifier.Feature;
import dangol.model.classifier.Kind;
import dangol.model.classifier.Traits;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/**
 * What speaks for churn, in words with the customer's own numbers. Of the company's attributes, which may be personal,
 * only the name is told, and of numbers whether they are high or low.
 *
 * @param currency ISO 4217 code of money
 */
record ChurnReasons(String currency) implements Serializable {
    private static final Set<String> OF_CONTRACTS =
            Set.of("plan", "contract_days", "days_to_contract_end", "monthly_fee");

    String of(Feature feature, Traits traits) {
        String name = feature.name();
        if (name.startsWith(ChurnFeatures.ATTRIBUTE)) {
            return attribute(feature, name.substring(ChurnFeatures.ATTRIBUTE.length()), traits);
        }
        return feature.kind() == Kind.CATEGORY
                ? category(name, traits.text(name))
                : number(name, traits.number(name), traits);
    }

    /** False for what a contract would have, of a customer without one: that there is none says it. */
    boolean tells(Feature feature, Traits traits) {
        return !OF_CONTRACTS.contains(feature.name()) || "yes".equals(traits.text(ChurnFeatures.CONTRACT));
    }

    private static String attribute(Feature feature, String name, Traits traits) {
        if (feature.kind() == Kind.CATEGORY) {
            return "attribute " + name;
        }
        Double number = traits.number(feature.name());
        return "attribute " + name
                + (number == null ? " not known" : number >= feature.fill() ? " above average" : " below average");
    }

    private static String category(String name, String level) {
        return switch (name) {
            case "last_intention" ->
                level == null
                        ? "never said whether to come back"
                        : level.equals("no") ? "said they will not come back" : "said they will come back";
            case ChurnFeatures.CONTRACT -> "yes".equals(level) ? "has a contract" : "has no contract";
            case "plan" -> level == null ? "plan not known" : "plan " + level;
            case "segment" -> level == null ? "segment not known" : "segment " + level;
            case "acquisition_channel" -> level == null ? "how they were won is not known" : "won by " + level;
            default -> throw new IllegalArgumentException("No words for the category " + name + ".");
        };
    }

    private String number(String name, Double value, Traits traits) {
        if (value == null) {
            return unknown(name);
        }
        return switch (name) {
            case "recency_days" -> "no purchase for " + counted(value, "day");
            case "silence_in_intervals" ->
                "no purchase for " + counted(traits.number("recency_days"), "day") + ", usual interval "
                        + plain(traits.number("median_interval_days"));
            case "purchase_days" -> "bought on " + counted(value, "day") + " so far";
            case "first_purchase_days" -> "first purchase " + counted(value, "day") + " ago";
            case "median_interval_days" -> "usual interval between purchases " + counted(value, "day");
            case "tenure_days" -> "known for " + counted(value, "day");
            case "spend" -> "spent " + money(value) + " so far";
            case "spend_365d" -> "spent " + money(value) + " in 365 days";
            case "contact_days" -> "no contact for " + counted(value, "day");
            case "open_cases" -> counted(value, "service case") + " open";
            case "cases_365d" -> counted(value, "service case") + " in 365 days";
            case "late_cases_365d" -> counted(value, "late answer") + " to service cases in 365 days";
            case "last_satisfaction" -> "last satisfaction " + Math.round(100 * value) + " of 100";
            case "last_nps" -> "last recommendation score " + plain(value) + " of 10";
            case "contract_days" -> "contract since " + counted(value, "day");
            case "days_to_contract_end" ->
                value < 0
                        ? "agreed term over for " + counted(-value, "day")
                        : "agreed term ends in " + counted(value, "day");
            case "monthly_fee" -> "monthly fee " + money(value);
            case "c2c_received_365d" -> counted(value, "message") + " from other customers in 365 days";
            default -> contacts(name, value);
        };
    }

    private static String unknown(String name) {
        return switch (name) {
            case "recency_days", "first_purchase_days" -> "never bought";
            case "silence_in_intervals", "median_interval_days" -> "no second purchase yet";
            case "contact_days" -> "no contact yet";
            case "last_satisfaction" -> "no answer on satisfaction yet";
            case "last_nps" -> "no answer on recommendation yet";
            case "contract_days" -> "has no contract";
            case "days_to_contract_end" -> "no agreed term";
            case "monthly_fee" -> "no monthly fee";
            default -> throw new IllegalArgumentException("No words for a missing " + name + ".");
        };
    }

    /** Names as f2c_30d. */
    private static String contacts(String name, double value) {
        String days = name.substring(name.indexOf('_') + 1, name.length() - 1);
        String whom = switch (name.substring(0, name.indexOf('_'))) {
            case "f2c" -> "from the company";
            case "c2f" -> "from the customer";
            case "c2c" -> "to other customers";
            default -> throw new IllegalArgumentException("No words for " + name + ".");
        };
        return counted(value, "contact") + " " + whom + " in " + days + " days";
    }

    private String money(double value) {
        return plain(value) + " " + currency;
    }

    private static String counted(double value, String what) {
        return plain(value) + " " + what + (value == 1 ? "" : "s");
    }

    /** Whole numbers without a fraction, others with one digit of it. */
    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
