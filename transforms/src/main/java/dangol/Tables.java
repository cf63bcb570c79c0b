package dangol;

import dangol.contract.TableGraph;
import dangol.contract.TableId;
import dangol.gold.Breakeven;
import dangol.gold.Churn;
import dangol.gold.ChurnRate;
import dangol.gold.Cohort;
import dangol.gold.CohortProjection;
import dangol.gold.Customer360;
import dangol.gold.CustomerActivity;
import dangol.gold.IntentGap;
import dangol.gold.InteractionFrequency;
import dangol.gold.LinkCoverage;
import dangol.gold.LoyaltyCurve;
import dangol.gold.ModelHoldout;
import dangol.gold.ModelQuality;
import dangol.gold.PurchaseModels;
import dangol.gold.Rfm;
import dangol.gold.RfmSummary;
import dangol.gold.StatedVsActual;
import dangol.gold.Survival;
import dangol.gold.WalletShare;
import dangol.gold.WalletShareSummary;
import dangol.silver.Customer;
import dangol.silver.Entity;
import dangol.silver.IdentityKey;
import dangol.silver.IdentityLink;
import dangol.silver.InteractionDay;
import dangol.silver.PurchaseDay;
import dangol.state.AcquisitionMonth;
import dangol.state.ChurnModels;
import dangol.state.ChurnSpell;
import dangol.state.CohortMonth;
import dangol.state.ContactHistory;
import dangol.state.KeyUse;
import dangol.state.LoyaltyMonth;
import dangol.state.MeasuredShare;
import dangol.state.ModelTrial;
import dangol.state.PurchaseHistory;
import dangol.state.Relationship;
import dangol.state.Wallet;
import dangol.state.WalletEstimate;
import dangol.state.WalletSum;
import java.util.List;
import java.util.stream.Collectors;

/** The explicit list of all tables. A new table is one line here, its contract, its class and its cases. */
public final class Tables {
    private static final List<Table> ALL = List.of(
            new IdentityKey(),
            new IdentityLink(),
            new Entity(TableId.silver("customer_relation")),
            new Entity(TableId.silver("subscription")),
            new Entity(TableId.silver("transaction")),
            new Entity(TableId.silver("survey_response")),
            new Entity(TableId.silver("social_post")),
            new Entity(TableId.silver("service_case")),
            new Entity(TableId.silver("campaign_touch")),
            new Entity(TableId.silver("lead")),
            new Entity(TableId.silver("referral")),
            new Entity(TableId.silver("consent")),
            new Entity(TableId.silver("wallet_observation")),
            new Customer(),
            new PurchaseDay(),
            new InteractionDay(),
            new PurchaseHistory(),
            new ContactHistory(),
            new ChurnSpell(),
            new CohortMonth(),
            new AcquisitionMonth(),
            new LoyaltyMonth(),
            new Wallet(),
            new WalletSum(),
            new MeasuredShare(),
            new WalletEstimate(),
            new Relationship(),
            new KeyUse(),
            new ChurnModels(),
            new InteractionFrequency(),
            new CustomerActivity(),
            new RfmSummary(),
            new Rfm(),
            new ModelTrial(),
            new PurchaseModels(),
            new ModelQuality(),
            new ModelHoldout(),
            new Churn(),
            new ChurnRate(),
            new Cohort(),
            new CohortProjection(),
            new Survival(),
            new WalletShare(),
            new WalletShareSummary(),
            new StatedVsActual(),
            new IntentGap(),
            new LoyaltyCurve(),
            new Breakeven(),
            new Customer360(),
            new LinkCoverage());

    private Tables() {}

    public static List<Table> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException when no such table is listed */
    public static Table of(TableId id) {
        return ALL.stream()
                .filter(t -> t.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No table " + id + " is listed in Tables."));
    }

    public static TableGraph graph() {
        return new TableGraph(ALL.stream().collect(Collectors.toMap(Table::id, Table::inputs)));
    }
}
