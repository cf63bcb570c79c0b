package dangol.jobs.simulate;

/** Numbers for orders, posts and the like: unique, and telling nothing about the customer. */
final class Ids {

    private static final int BITS = 42;
    private static final long MASK = (1L << BITS) - 1;
    private static final int PER_OWNER_BITS = 15;

    private Ids() {}

    /** The id number {@code sequence} (below 32,768) of an owner; a different number for each pair. */
    static String of(String prefix, long owner, int sequence) {
        if (sequence >= 1 << PER_OWNER_BITS) {
            throw new IllegalStateException("Owner " + owner + " has too many ids of kind " + prefix + ".");
        }
        // Odd multiplication and xor-shift are bijections of the 42-bit numbers, so no two ids collide.
        long mixed = (owner << PER_OWNER_BITS | sequence) & MASK;
        mixed = mixed * 0x5DEECE66DL & MASK;
        mixed ^= mixed >>> 19;
        mixed = mixed * 0x2545F4914F6CDD1DL & MASK;
        mixed ^= mixed >>> 23;
        return prefix + digits(mixed, 13);
    }

    static String digits(long number, int width) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }
}
