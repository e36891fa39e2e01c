package io.github.nifistarrocks.emulator.load.source;

/** A load fails as a whole; the message is the one that the client gets. */
public final class LoadRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public LoadRefusedException(final String message) {
        super(message, null, false, false);
    }
}
