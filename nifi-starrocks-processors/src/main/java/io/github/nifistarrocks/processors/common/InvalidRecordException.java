package io.github.nifistarrocks.processors.common;

/** A record that cannot be read or written. The message names its number in the FlowFile and, where there is one, the field. */
public final class InvalidRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long record;

    public InvalidRecordException(final String message, final Throwable cause) {
        this(0, message, cause);
    }

    /** @param record number of the record that is alone bad, while others may be fine */
    public InvalidRecordException(final long record, final String message, final Throwable cause) {
        super(message, cause);
        this.record = record;
    }

    /** Number of the record that is alone bad; 0 when the others cannot be told to be fine. */
    public long record() {
        return record;
    }
}
