package dangol.model.wallet;

import java.io.Serializable;

/** How many customers of a group have just these observed shares. */
public record ShareCount(ObservedShares shares, long customers) implements Serializable {}
