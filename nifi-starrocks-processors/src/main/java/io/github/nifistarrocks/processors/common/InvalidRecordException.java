package io.github.nifistarrocks.processors.common;

/** A record cannot be read or written. The message contains its number in the FlowFile and, where there is one, the field. */
public final class InvalidRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long record;

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
        super(message, cause);
        this.record = record;
    }

    /** Number of the only record that is known to be invalid; 0 when the failure may affect others too. */
    public long record() {
        return record;
    }
}
