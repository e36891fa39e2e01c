package io.github.nifistarrocks.client.core;

/**
 * A call failed. The only checked exception of this client, apart from {@link CallCancelledException}. The message says what failed, with host, table
 * and label, what the server replied, and what to do.
 */
public class StarRocksException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Messages repeat texts of servers, which may have any length. Most texts are cut to less where they are put into a message. */
    private static final int MAX_MESSAGE_LENGTH = 16 * 1024;

    private final Kind kind;

    public StarRocksException(final Kind kind, final String message) {
        this(kind, message, null);
    }

    public StarRocksException(final Kind kind, final String message, final Throwable cause) {
        super(ErrorText.truncate(String.valueOf(message), MAX_MESSAGE_LENGTH), cause);
        this.kind = kind;
    }

    public final Kind kind() {
        return kind;
    }

    /** True when the same call may succeed later without a change by an administrator. */
    public final boolean isRetryable() {
        return kind == Kind.UNAVAILABLE || kind == Kind.OVERLOADED;
    }

    /** Why a call failed. */
    public enum Kind {
        /** No connection, a timeout, a lost connection, a server that is starting or does not know the call any more. */
        UNAVAILABLE,
        /** The cluster is overloaded: memory, too many versions, too many transactions. */
        OVERLOADED,
        /** Wrong user or password, or a missing privilege. */
        DENIED,
        /** No such database or table. */
        NOT_FOUND,
        /** The request is wrong: invalid SQL, a view, an unsupported type, an option out of range, a body that could not be produced. */
        INVALID,
        /** The server no longer has the data of a plan: the versions were compacted, or the tablets moved or dropped. Only a new plan helps. */
        EXPIRED,
        /** A batch of rows exceeds the memory of this JVM, or what the server can send. Smaller batches may succeed. */
        BATCH_TOO_LARGE,
        /** The reply is not one of StarRocks: another server, the page of a proxy, an unsupported version. */
        PROTOCOL
    }
}
