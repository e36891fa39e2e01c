package io.github.nifistarrocks.client.core;

/**
 * The caller gave the call up through its {@link CallScope}, or its thread was interrupted, whose flag stays set. What had been sent may still take
 * effect: a load is settled by its label when it is sent again.
 */
public final class CallCancelledException extends Exception {

    private static final long serialVersionUID = 1L;

    public CallCancelledException() {
        super("The call was cancelled");
    }
}
