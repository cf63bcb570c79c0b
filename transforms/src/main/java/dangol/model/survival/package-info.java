/** How long customers stay without any model of it: Kaplan-Meier curves and the log-rank test. */
package dangol.model.survival;
