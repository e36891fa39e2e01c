package io.github.nifistarrocks.client.core;

/**
 * The call was cancelled by its {@link CallScope}, or its thread was interrupted, whose flag stays set. What was sent before may still take effect:
 * the outcome of a load is found by its label when the load is sent again.
 */
public final class CallCancelledException extends Exception {

    private static final long serialVersionUID = 1L;

    public CallCancelledException() {
        super("The call was cancelled");
    }
}
