package io.github.nifistarrocks.processors.property;

/** Which invalid records are written to the relationship rejected, as Rejected Record Writer and Isolate Invalid Records determine. */
public enum InvalidRecordMode {

    /** None: there is no writer. */
    NOT_WRITTEN,
    /** Those that StarRocks filters and reports. */
    REPORTED,
    /** All of them: they are found before the others are loaded. */
    ISOLATED;

    public boolean isWritten() {
        return switch (this) {
            case NOT_WRITTEN -> false;
            case REPORTED, ISOLATED -> true;
        };
    }
}
