package dangol.jobs.simulate;

/**
 * One line of an order or receipt.
 *
 * @param no line number, from 1
 * @param thousandths quantity in thousandths, of a piece or a kilogram
 * @param unitPrice in hundredths of a won
 * @param amount in hundredths of a won, never negative
 */
record OrderLine(int no, Category category, Product product, long thousandths, long unitPrice, long amount) {

    /** The same line with fewer pieces, or the whole line when it was weighed. */
    OrderLine part(long pieces) {
        if (product.weighed()) {
            return this;
        }
        return new OrderLine(no, category, product, pieces * 1000, unitPrice, unitPrice * pieces);
    }

    long pieces() {
        return thousandths / 1000;
    }
}
