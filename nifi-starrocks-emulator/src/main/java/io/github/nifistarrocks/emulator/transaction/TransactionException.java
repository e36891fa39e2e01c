package io.github.nifistarrocks.emulator.transaction;

/** The FE refuses a step of a transaction; the message is that of the FE. */
public final class TransactionException extends Exception {

    private static final long serialVersionUID = 1L;

    public TransactionException(final String message) {
        super(message, null, false, false);
    }
}
