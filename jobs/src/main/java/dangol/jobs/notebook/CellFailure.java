package dangol.jobs.notebook;

/** A cell that does not compile or that ends in an exception. */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line in the cell, from 1 */
    CellFailure(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
