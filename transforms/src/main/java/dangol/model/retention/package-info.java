/** How long customers on contract stay: the shifted beta-geometric and the beta-discrete-Weibull model of renewals. */
package dangol.model.retention;
