package dangol.jobs.simulate;

/**
 * An article of the shop.
 *
 * @param price in won, for a piece or, when weighed, for a kilogram
 */
record Product(String code, String name, int price, boolean weighed) {}
