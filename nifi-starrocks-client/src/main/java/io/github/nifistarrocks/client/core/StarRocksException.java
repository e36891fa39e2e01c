package io.github.nifistarrocks.client.core;

/**
 * A call that was not answered as asked. The message is written for people: what was tried, with which host, table and label, what the server
 * said, and what to do.
 */
public final class StarRocksException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public StarRocksException(final Kind kind, final String message) {
        this(kind, message, null);
    }

    public StarRocksException(final Kind kind, final String message, final Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** True when the same call may succeed later without anybody changing anything. */
    public boolean isRetryable() {
        return kind == Kind.UNAVAILABLE || kind == Kind.OVERLOADED;
    }

    /** What kind of trouble it was. */
    public enum Kind {
        /** No connection, a timeout, a lost connection, a server that is starting or has lost what it knew of the call. */
        UNAVAILABLE,
        /** The cluster asks for less: memory, too many versions, too many transactions. */
        OVERLOADED,
        /** Wrong user or password, or a missing privilege. */
        DENIED,
        /** No such database or table. */
        NOT_FOUND,
        /** The request cannot be done as it is: bad SQL, a view, an unsupported type, an option out of range. */
        INVALID,
        /** The answer is none that StarRocks gives: another server, a proxy's page, a version that differs. */
        PROTOCOL
    }
}
