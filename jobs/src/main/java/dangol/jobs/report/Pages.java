package dangol.jobs.report;

import static dangol.jobs.report.Composer.spoken;

import dangol.jobs.report.Chart.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The pages but the first and the last: each is a list of parts, each part one question to the release. */
final class Pages {
    private final Composer make;

    Pages(Composer composer) {
        this.make = composer;
    }

    Page churn() {
        return Page.of(
                "churn.html",
                "churn",
                List.of(
                        make.charted(
                                "churn.rate",
                                "gold.churn_rate",
                                p -> p.ofEnough("at_start").lines("month", "definition", "churn_rate"),
                                a -> spoken(a.last(Pen.enoughOf(a, "at_start")
                                        .and(r -> r.is("is_complete")
                                                && r.is(
                                                        "definition",
                                                        mainDefinition().orElse("")))))),
                        make.charted(
                                "churn.segments",
                                "gold.churn_rate",
                                p -> p.ofEnough("at_start").lines("month", "segment", "churn_rate"),
                                a -> extremes(a, "churn_rate", "at_start", r -> r.is("month", lastComplete(a)))),
                        make.charted(
                                "churn.revenue",
                                "gold.churn_rate",
                                p -> p.bars("month", "segment", "revenue_lost", true),
                                a -> {
                                    Object month = lastComplete(a);
                                    return ofMost(a, "revenue_lost", r -> r.is("month", month));
                                }),
                        make.charted(
                                "churn.flow",
                                "gold.churn_rate",
                                p -> p.bars("month", List.of("churned", "new", "reactivated"), false),
                                a -> spoken(a.last(r -> r.is("is_complete")))),
                        make.charted(
                                "churn.states",
                                "gold.churn",
                                p -> p.bars("segment", "state", "customers", true)
                                        .onTheirSide(),
                                a -> ofMost(a, "spend_365d", r -> r.is("state", "at_risk"))),
                        make.charted(
                                "churn.survival",
                                "gold.survival",
                                p -> p.ofEnough("contracts")
                                        .lines("tenure", "segment", "survival")
                                        .band("tenure", "lower_limit", "upper_limit"),
                                a -> inOneOfTwoWays(
                                        a.last(r -> r.is("segment", "all")), "median_months", "not_reached")),
                        atRisk()));
    }

    /** With what the classifier or the models expect of each customer, when the release has them. */
    private Section atRisk() {
        if (make.knows("churn.at_risk.scored")) {
            return make.listed(
                    "churn.at_risk",
                    "churn.at_risk.scored",
                    "gold.churn",
                    a -> spoken(Map.entry("", a.first()), Map.entry("model", shownOf("churn"))));
        }
        String question = make.knows("churn.at_risk.forecast") ? "churn.at_risk.forecast" : "churn.at_risk";
        return make.listed("churn.at_risk", question, "gold.churn", a -> spoken(a.first()));
    }

    /** The shown model of purchases, spend or churn, with how it did on days it had not seen. */
    private Optional<Answer.Row> shownOf(String target) {
        return make.ask("data.models").flatMap(a -> a.last(r -> r.is("shown") && r.is("target", target)));
    }

    /** A row with a sentence for when a column has a value, and another one for when it has none. */
    private static Map<String, Answer.Row> inOneOfTwoWays(Optional<Answer.Row> row, String column, String otherwise) {
        return spoken(Map.entry(row.filter(r -> r.value(column) == null).isPresent() ? ":" + otherwise : "", row));
    }

    private Optional<Object> mainDefinition() {
        return make.ask("overview.churn").flatMap(Answer::first).map(r -> r.value("definition"));
    }

    private static Object lastComplete(Answer answer) {
        return answer.last(r -> r.is("is_complete")).map(r -> r.value("month")).orElse("");
    }

    /**
     * The highest and the lowest of some rates, of those that stand on enough cases, or of all when none does; those without a
     * segment are left out. Nothing when they are one row.
     */
    private static Map<String, Answer.Row> extremes(
            Answer answer, String rate, String cases, Predicate<Answer.Row> where) {
        Predicate<Answer.Row> named =
                where.and(r -> !"unknown".equals(r.values().get("segment")));
        Predicate<Answer.Row> enough = named.and(Pen.enough(cases));
        Predicate<Answer.Row> compared = answer.rows().stream().anyMatch(enough) ? enough : named;
        Optional<Answer.Row> highest = answer.highest(rate, compared);
        Optional<Answer.Row> lowest = answer.lowest(rate, compared);
        return highest.equals(lowest) ? Map.of() : spoken(Map.entry("highest", highest), Map.entry("lowest", lowest));
    }

    /**
     * The segment with the most of an amount. Nothing when it has none of it, when those without a segment have the most, or when
     * there is no second segment to compare it with.
     */
    private static Map<String, Answer.Row> ofMost(Answer answer, String amount, Predicate<Answer.Row> where) {
        long segments = answer.distinct("segment").stream()
                .filter(s -> !"unknown".equals(s))
                .count();
        return spoken(answer.highest(amount, where)
                .filter(r -> segments > 1 && !r.is("segment", "unknown") && r.number(amount) > 0));
    }

    Page cohorts() {
        return Page.of(
                "cohorts.html",
                "cohort",
                List.of(
                        make.charted(
                                "cohort.triangle",
                                "gold.cohort",
                                p -> p.ofEnough("customers")
                                        .heat("cohort_month", "months_since", "retention", "active"),
                                a -> spoken(a.last(Pen.enoughOf(a, "customers")
                                        .and(r -> r.is("is_complete") && r.is("months_since", 1))))),
                        make.charted(
                                "cohort.years",
                                "gold.cohort",
                                p -> p.ofEnough("customers").lines("months_since", "cohort_year", "retention"),
                                a -> spoken(a.last(Pen.enoughOf(a, "customers").and(r -> r.is("months_since", 3))))),
                        make.charted(
                                "cohort.projection",
                                "gold.cohort_projection",
                                p -> p.ofEnough("customers")
                                        .lines("months_since", "cohort_month", "retention", "basis"),
                                Pages::projected),
                        make.charted(
                                "cohort.revenue",
                                "gold.cohort",
                                p -> p.lines(
                                        "months_since", List.of("net_revenue_retention", "gross_revenue_retention")),
                                a -> spoken(a.last(r -> r.number("months_since") > 0))),
                        make.charted(
                                "cohort.value",
                                "gold.cohort",
                                p -> p.lines("months_since", "cohort_year", "revenue_per_customer"),
                                a -> spoken(newestOfTheLongest(a))),
                        make.charted(
                                "cohort.break_even",
                                "gold.breakeven",
                                p -> p.lines("months_after", "won_in", "cumulative_margin")
                                        .levels("months_after", "won_in", "acquisition_cost"),
                                Pages::brokeEven)));
    }

    /** The last complete month of the newest cohort of enough customers and the last one that is expected of it. */
    private static Map<String, Answer.Row> projected(Answer answer) {
        Object newest =
                answer.last(Pen.enoughOf(answer, "customers")).orElseThrow().value("cohort_month");
        return spoken(
                Map.entry("known", answer.last(r -> r.is("cohort_month", newest) && r.is("basis", "observed"))),
                Map.entry("expected", answer.last(r -> r.is("cohort_month", newest) && r.is("basis", "projected"))));
    }

    /** What became of those followed longest: paid back at once, in a later month, not yet, or not at the pace of late. */
    private static Map<String, Answer.Row> brokeEven(Answer answer) {
        Optional<Answer.Row> last =
                answer.first().flatMap(first -> answer.last(r -> r.is("won_in", first.value("won_in"))));
        String way = last.map(r -> r.value("break_even_month") != null
                        ? r.number("break_even_month") == 0 ? ":at_once" : ""
                        : r.value("months_left") != null ? ":not_yet" : ":will_not")
                .orElse("");
        return spoken(Map.entry(way, last));
    }

    /** The newest year whose customers were followed as long as anybody's. */
    private static Optional<Answer.Row> newestOfTheLongest(Answer answer) {
        return answer.highest("months_since", r -> true)
                .flatMap(longest -> answer.last(r -> r.is("months_since", longest.value("months_since"))));
    }

    Page wallet() {
        return Page.of(
                "wallet.html",
                "wallet",
                List.of(
                        make.charted(
                                "wallet.share",
                                "gold.wallet_share_summary",
                                p -> p.ofEnough("customers").bars("category", "segment", "share_of_sums", false),
                                a -> extremes(a, "share_of_sums", "customers", r -> !r.is("segment", "all"))),
                        make.charted(
                                "wallet.compared",
                                "gold.wallet_share",
                                p -> p.ofEnough(Map.of(
                                                "buyer_mean_share", "measured_buyers",
                                                "estimated_mean_share", "estimated_buyers",
                                                "share_among_buyers", "measured_buyers",
                                                "share_of_sums", "wallets",
                                                "mean_of_shares", "wallets"))
                                        .bars("category", List.of("buyer_mean_share", "estimated_mean_share"), false),
                                a -> spoken(a.highest(
                                        "estimated_buyers",
                                        Pen.enoughOf(a, "measured_buyers")
                                                .and(Pen.enoughOf(a, "estimated_buyers"))
                                                .and(Pen.enoughOf(a, "wallets"))
                                                .and(r -> r.value("buyer_mean_share") != null)))),
                        make.charted(
                                "wallet.trend",
                                "gold.wallet_share_summary",
                                p -> p.ofEnough("customers").lines("quarter", "category", "share_of_sums"),
                                a -> extremes(
                                        a,
                                        "share_of_sums",
                                        "customers",
                                        r -> r.is(
                                                "quarter",
                                                a.last(any -> true)
                                                        .orElseThrow()
                                                        .value("quarter")))),
                        make.charted(
                                "wallet.headroom",
                                "gold.wallet_share_summary",
                                p -> p.bars("category", "segment", "headroom", true),
                                a -> ofMost(a, "headroom", r -> true)),
                        make.charted(
                                "wallet.brands",
                                "gold.wallet_share_summary",
                                p -> p.ofEnough(Map.of("share_of_sums", "customers"))
                                        .bars("category", "place", "spend", true)
                                        .writing("category", "place", "spend", "brand")
                                        .onTheirSide(),
                                a -> spoken(a.highest(
                                        "spend", Pen.enoughOf(a, "customers").and(r -> r.is("place", "first"))))),
                        make.listed("wallet.estimates", "gold.wallet_share", a -> spoken(a.first())),
                        make.listed("wallet.methods", "gold.wallet_share", a -> Map.of())));
    }

    Page interactions() {
        return Page.of(
                "interactions.html",
                "interaction",
                List.of(
                        make.charted(
                                "interaction.months",
                                "gold.interaction_frequency",
                                p -> p.lines("month", "direction", "interactions"),
                                Pages::bothWays),
                        make.charted(
                                "interaction.channels",
                                "gold.interaction_frequency",
                                p -> p.bars("channel", "direction", "interactions", true)
                                        .onTheirSide(),
                                a -> spoken(a.highest("interactions", r -> true))),
                        make.charted(
                                "interaction.distribution",
                                "gold.customer_activity",
                                p -> p.bars("band", "direction", "share", false),
                                Pages::withoutContact),
                        make.listed(
                                "interaction.quantiles",
                                "gold.customer_activity",
                                // Everybody did so 0 times or more.
                                a -> spoken(a.last(r -> r.is("direction", "C2F") && r.number("top_tenth") > 0))),
                        make.charted(
                                "interaction.churn",
                                "gold.churn",
                                p -> p.ofEnough("customers")
                                        .bars("band", List.of("churn_share"), false)
                                        .whiskers("low", "high"),
                                Pages::silentWithoutContact)));
    }

    /** Those whom the company did not contact; nothing when it contacts nobody, or its contacts are not known. */
    private static Map<String, Answer.Row> withoutContact(Answer answer) {
        Predicate<Answer.Row> ofTheCompany = r -> r.is("direction", "F2C");
        boolean contactsAny = answer.rows().stream().anyMatch(ofTheCompany.and(r -> !r.is("band", "0")));
        return contactsAny ? spoken(answer.last(ofTheCompany.and(r -> r.is("band", "0")))) : Map.of();
    }

    /** Those without a contact beside the band with the highest share; nothing when they are the same. */
    private static Map<String, Answer.Row> silentWithoutContact(Answer answer) {
        Predicate<Answer.Row> enough = Pen.enoughOf(answer, "customers");
        Optional<Answer.Row> none = answer.last(enough.and(r -> r.is("band", "0")));
        Optional<Answer.Row> highest = answer.highest("churn_share", enough);
        return none.equals(highest) ? Map.of() : spoken(Map.entry("none", none), Map.entry("highest", highest));
    }

    /** Both directions in the last complete month of any; a direction without a row had no contact in it. */
    private static Map<String, Answer.Row> bothWays(Answer answer) {
        return answer.last(r -> r.is("is_complete"))
                .map(last -> Map.of("c2f", inMonthOf(last, answer, "C2F"), "f2c", inMonthOf(last, answer, "F2C")))
                .orElse(Map.of());
    }

    private static Answer.Row inMonthOf(Answer.Row last, Answer answer, String direction) {
        Object month = last.value("month");
        return answer.last(r -> r.is("month", month) && r.is("direction", direction))
                .orElseGet(() -> new Answer.Row(
                        Map.of("month", month, "direction", direction, "customers", 0, "interactions", 0)));
    }

    Page voice() {
        return Page.of(
                "voice.html",
                "voice",
                List.of(
                        make.charted(
                                "voice.intention",
                                "gold.intent_gap",
                                p -> p.ofEnough(Map.of(
                                                "stated_rate", "answers",
                                                "kept_rate", "intended",
                                                "low", "intended",
                                                "high", "intended"))
                                        .lines("month", List.of("stated_rate", "kept_rate"))
                                        .band("month", "low", "high"),
                                a -> spoken(a.last(Pen.enoughOf(a, "answers")
                                        .and(Pen.enoughOf(a, "intended"))
                                        .and(r -> r.is("is_complete") && r.value("kept_rate") != null)))),
                        make.charted(
                                "voice.touchpoints",
                                "gold.intent_gap",
                                p -> p.ofEnough("intended").bars("touchpoint", "segment", "kept_rate", false),
                                a -> extremes(a, "kept_rate", "intended", r -> r.is("segment", "all"))),
                        make.charted(
                                "voice.satisfaction",
                                "gold.customer_360",
                                p -> p.ofEnough(Map.of(
                                                "stayed_share", "customers", "low", "customers", "high", "customers"))
                                        .bars("satisfaction", List.of("stayed_share"), false)
                                        .whiskers("low", "high"),
                                Pages::leastAndMost),
                        make.charted(
                                "voice.knee",
                                "gold.loyalty_curve",
                                p -> p.ofEnough("answers")
                                        .bars("given_score", List.of("rate"), false)
                                        .whiskers("low", "high")
                                        .over("given_score", "fitted", "knee"),
                                a -> inOneOfTwoWays(a.first(), "knee", "none")),
                        make.charted(
                                "voice.recommendation",
                                "gold.customer_360",
                                p -> p.bars("score", "camp", "share", true),
                                a -> make.ask("voice.nps")
                                        .map(nps -> inOneOfTwoWays(nps.first(), "margin", "one_camp"))
                                        .orElse(Map.of()))));
    }

    /** Who is least and who most satisfied, of those who are enough to speak of; nothing when they are the same. */
    private static Map<String, Answer.Row> leastAndMost(Answer answer) {
        List<Answer.Row> named =
                answer.rows().stream().filter(Pen.enoughOf(answer, "customers")).toList();
        return named.size() < 2 ? Map.of() : Map.of("least", named.get(0), "most", named.get(named.size() - 1));
    }

    Page data() {
        List<Section> sections = new ArrayList<>(List.of(
                make.listed("data.feeds", "meta.tables", Pages::quietest),
                make.charted(
                        "data.coverage",
                        "gold.link_coverage",
                        p -> p.bars("entity", List.of("coverage"), false).onTheirSide(),
                        a -> spoken(a.last(r -> r.is("entity", "transaction")))),
                make.charted(
                        "data.quarantine", "meta.tables", p -> p.bars("as_of", "feed", "rows", true), Pages::setAside),
                make.listed("data.reasons", "meta.tables", a -> Map.of()),
                make.listed("data.checks", "meta.tables", a -> spoken(a.first())),
                make.listed("data.restated", "meta.tables", a -> spoken(a.first())),
                make.listed("data.restatements", "meta.tables", a -> Map.of()),
                make.listed("data.tables", "meta.tables", a -> Map.of())));
        sections.addAll(models());
        if (make.knows("data.parameters")) {
            sections.add(make.listed("data.parameters", "gold.purchase_model", a -> Map.of()));
        }
        return Page.of("data.html", "data", List.copyOf(sections));
    }

    private static Map<String, Answer.Row> quietest(Answer answer) {
        return spoken(Map.entry(
                answer.first().filter(r -> r.number("days_behind") > 0).isPresent() ? "" : ":all_fresh",
                answer.first()));
    }

    /** Of the last day, when rows are set aside on it; else that none are any more. */
    private static Map<String, Answer.Row> setAside(Answer answer) {
        Optional<Answer.Row> last = answer.last(r -> r.is("is_last_day"));
        return last.isPresent() ? spoken(last) : spoken(Map.entry(":none", answer.last(r -> true)));
    }

    /** How good the models are, or, in a release that does not tell, what was fitted. */
    private List<Section> models() {
        List<Section> sections = new ArrayList<>();
        boolean tested = make.knows("data.models");
        sections.add(
                tested
                        ? make.listed("data.models", "gold.model_quality", Pages::againstNaive)
                        : make.listed("data.models", "data.fits", "gold.purchase_model", Pages::modelsOfTheDay));
        sections.add(make.charted(
                "data.holdout",
                "gold.model_holdout",
                p -> p.bars("decile", List.of("predicted", "actual"), false),
                a -> spoken(a.first())));
        sections.add(make.charted(
                "data.calibration",
                "gold.model_holdout",
                p -> p.ofEnough("customers").bars("decile", List.of("expected_share", "actual_share"), false),
                a -> spoken(shownOf("churn"))));
        if (tested) {
            sections.add(make.listed("data.fits", "gold.purchase_model", a -> Map.of()));
        }
        return sections;
    }

    /** How the shown model of purchases did beside a naive guess, where there is one that was tested. */
    private static Map<String, Answer.Row> againstNaive(Answer answer) {
        Optional<Answer.Row> shown = answer.last(r -> r.is("shown") && r.is("target", "purchases"));
        if (shown.isEmpty()) {
            return spoken(Map.entry(":none", answer.first()));
        }
        Double below = shown.get().number("error_below_naive");
        return spoken(Map.entry(below == null ? ":untested" : below > 0 ? "" : ":no_better", shown));
    }

    private static Map<String, Answer.Row> modelsOfTheDay(Answer answer) {
        Optional<Answer.Row> ofPurchases = answer.last(r -> r.is("shown") && !r.is("model", "gamma_gamma"));
        return ofPurchases.isPresent() ? spoken(ofPurchases) : spoken(Map.entry(":none", answer.first()));
    }
}
