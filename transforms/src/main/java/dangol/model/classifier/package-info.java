/** Classifiers that were trained elsewhere: from what is known of a customer to a probability and what speaks for it. */
package dangol.model.classifier;
