package dangol.contract;

/** A contract that cannot be read, or a dataset that does not keep its contract; the message names problem, place and cure. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ContractException(String message) {
        super(message);
    }

    public ContractException(String message, Throwable cause) {
        super(message, cause);
    }
}
