package io.github.nifistarrocks.processors.common;

import io.github.nifistarrocks.client.core.RowText;

/**
 * A record cannot be read or written. The message contains its number in the FlowFile and, where there is one, the field. Values in it are marked by
 * {@link RowText}.
 */
public final class InvalidRecordException extends Exception implements RowText.Bearer {

    private static final long serialVersionUID = 1L;

    private final String marked;
    private final long record;
    private final Stage stage;

    public InvalidRecordException(final String message) {
        this(0, message, null);
    }

    public InvalidRecordException(final String message, final Throwable cause) {
        this(0, message, cause);
    }

    /** @param record number of the only record that is known to be invalid, while others may be valid */
    public InvalidRecordException(final long record, final String message) {
        this(record, message, null);
    }

    /** @param record number of the only record that is known to be invalid, while others may be valid */
    public InvalidRecordException(final long record, final String message, final Throwable cause) {
        this(record, message, cause, Stage.BEFORE_SENDING);
    }

    private InvalidRecordException(final long record, final String message, final Throwable cause, final Stage stage) {
        super(RowText.shown(message), cause);
        this.marked = message;
        this.record = record;
        this.stage = stage;
    }

    /** Whether the load of the record had begun. */
    public enum Stage {
        BEFORE_SENDING, SENDING
    }

    /** The same failure, while the load was sent. */
    public InvalidRecordException whileSending() {
        return new InvalidRecordException(record, marked, this, Stage.SENDING);
    }

    @Override
    public String markedMessage() {
        return marked;
    }

    public Stage stage() {
        return stage;
    }

    /** Number of the only record that is known to be invalid; 0 when the failure may affect others too. */
    public long record() {
        return record;
    }
}
