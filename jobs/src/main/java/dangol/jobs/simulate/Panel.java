package dangol.jobs.simulate;

import java.time.LocalDate;

/** What the consumer panel measured: the real wallets of those who take part, brand by brand. */
final class Panel {

    static final String TABLE = "panel";
    static final String COLUMNS = "file_quarter INTEGER, panelist_no VARCHAR, period_start DATE, category VARCHAR,"
            + " brand VARCHAR, spend DECIMAL(16,2)";
    /** The company's name in the panel. */
    static final String OWN_BRAND = "Demo Mart";

    private final Horizon horizon;
    private final DuckDb stage;
    private final Tally tally;

    Panel(Horizon horizon, DuckDb stage, Tally tally) {
        this.horizon = horizon;
        this.stage = stage;
        this.tally = tally;
    }

    void write(Customer customer, Wallet wallet) {
        // The panel delivers whole quarters only, and no negative spend after a late refund.
        boolean over = !horizon.quarterStart(wallet.quarter() + 1)
                .isAfter(horizon.until().plusDays(1));
        if (!customer.traits().panelist() || !over) {
            return;
        }
        row(customer, wallet, OWN_BRAND, Math.max(0, wallet.own()));
        for (int i = 0; i < wallet.elsewhere().length; i++) {
            if (wallet.elsewhere()[i] > 0) {
                String brand = wallet.brand(i);
                row(customer, wallet, brand.equals(Category.ELSEWHERE) ? "" : brand, wallet.elsewhere()[i]);
            }
        }
    }

    private void row(Customer customer, Wallet wallet, String brand, long spend) {
        LocalDate period = horizon.quarterStart(wallet.quarter());
        stage.append(
                TABLE,
                wallet.quarter(),
                customer.number(),
                period,
                wallet.category().label(),
                brand,
                Won.decimal(spend));
        tally.add("panel");
    }
}
