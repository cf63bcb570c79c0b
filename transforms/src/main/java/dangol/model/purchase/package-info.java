/**
 * What a customer will buy, from what he bought: models of repeat purchases (BG/NBD, MBG/NBD, Pareto/NBD), of spend a
 * purchase (Gamma-Gamma) and of lifetime value. They are fitted on sufficient statistics, which gold.rfm_summary holds;
 * a fitted model is a small record of its parameters that any thread or process may score with.
 */
package dangol.model.purchase;
