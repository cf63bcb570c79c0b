package dangol.model.purchase;

import dangol.model.purchase.Fit.NotFitted;
import dangol.model.purchase.Fit.Reason;
import dangol.model.purchase.MaximumLikelihood.Parameter;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The models of repeat purchases that can be fitted. */
public enum PurchaseModelKind {
    /** {@link BgNbd}. */
    BG_NBD(List.of("r", "alpha", "a", "b")) {
        @Override
        public PurchaseModel model(TimeUnit unit, double... values) {
            return new BgNbd(unit, values[0], values[1], values[2], values[3]);
        }
    },
    /** {@link MbgNbd}. */
    MBG_NBD(List.of("r", "alpha", "a", "b")) {
        @Override
        public PurchaseModel model(TimeUnit unit, double... values) {
            return new MbgNbd(unit, values[0], values[1], values[2], values[3]);
        }
    },
    /** {@link ParetoNbd}. */
    PARETO_NBD(List.of("r", "alpha", "s", "beta")) {
        @Override
        public PurchaseModel model(TimeUnit unit, double... values) {
            return new ParetoNbd(unit, values[0], values[1], values[2], values[3]);
        }
    };

    /**
     * Rows that are enough to find where the search starts. Rows of different x are never joined: when there are many x, few
     * rows are a few wide cells for each, and their likelihood leads to other places than that of the customers.
     */
    private static final int ROWS_FOR_STARTS = 4_000;

    private static final int ROWS_FOR_EACH_FREQUENCY = 25;

    private final List<String> names;

    PurchaseModelKind(List<String> names) {
        this.names = names;
    }

    /** The names of the parameters, in the order of {@link #model}. */
    public List<String> parameters() {
        return names;
    }

    /** The model of these parameters: r, alpha, and a, b or s, beta; alpha and beta in the given unit. */
    public abstract PurchaseModel model(TimeUnit unit, double... values);

    /**
     * The model of this kind under which the sample is most likely, or the reason why there is none. Takes time in
     * proportion to the distinct rows of the sample, see {@link PurchaseSample#coarsened}.
     */
    public Fit<PurchaseModel> fit(PurchaseSample sample, FitLimits limits) {
        long customers = sample.customers();
        if (customers < limits.minimumCustomers()) {
            return new NotFitted<>(
                    Reason.TOO_FEW_CUSTOMERS,
                    "There are " + customers + " customers; a fit takes " + limits.minimumCustomers() + " or more.");
        }
        long repeatBuyers = sample.repeatBuyers();
        if (repeatBuyers == 0) {
            return new NotFitted<>(
                    Reason.NO_REPEAT_PURCHASES,
                    "None of the " + customers + " customers bought a second time, so nothing tells when customers"
                            + " return. Observe them for longer.");
        }
        if (repeatBuyers < limits.minimumRepeatBuyers()) {
            return new NotFitted<>(
                    Reason.TOO_FEW_REPEAT_BUYERS,
                    "Only " + repeatBuyers + " of the " + customers + " customers bought a second time; a fit takes "
                            + limits.minimumRepeatBuyers() + " or more.");
        }
        PurchaseSample few =
                sample.coarsened(Math.max(ROWS_FOR_STARTS, ROWS_FOR_EACH_FREQUENCY * sample.frequencies()));
        return new MaximumLikelihood(parameters(sample), limits.maximumIterations())
                .fit(
                        starts(sample),
                        logLikelihood(few),
                        logLikelihood(sample),
                        values -> model(sample.unit(), values),
                        customers);
    }

    private ToDoubleFunction<double[]> logLikelihood(PurchaseSample sample) {
        return values -> model(sample.unit(), values).logLikelihood(sample);
    }

    /** Times have the scale of the mean time of observation. */
    private List<Parameter> parameters(PurchaseSample sample) {
        double meanObservation = sample.observed() / sample.customers();
        return names.stream()
                .map(name -> new Parameter(name, List.of("alpha", "beta").contains(name) ? meanObservation : 1))
                .toList();
    }

    /** Three shapes of rates and of leaving; alpha is such that r / alpha is the mean rate of purchases. */
    private static List<double[]> starts(PurchaseSample sample) {
        double mean = sample.repeatPurchases() / sample.customers();
        return List.of(new double[] {0.3, 0.15 / mean, 0.6, 2}, new double[] {1, 0.5 / mean, 1, 3}, new double[] {
            2, 2 / mean, 0.3, 1
        });
    }
}
