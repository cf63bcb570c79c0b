package dangol.model.purchase;

import java.io.Serializable;

/**
 * Two limits between which a customer's number of purchases lies with at least a stated probability, both included.
 * Counts are whole, so the probability is reached or exceeded, often by much for customers who hardly buy.
 */
public record CountInterval(long low, long high) implements Serializable {}
