package io.github.nifistarrocks.client.reply;

import java.util.stream.Stream;

/** Values of the field {@code Status} of replies to loads and to the steps of transactions. */
public enum ReplyStatus {

    OK("OK"),
    SUCCESS("Success"),
    /** Committed, and not yet visible. */
    PUBLISH_TIMEOUT("Publish Timeout"),
    /** The same at the commit of a transaction, where it may mean that the transaction is not committed. */
    STEP_PUBLISH_TIMEOUT("PUBLISH_TIMEOUT"),
    LABEL_EXISTS("Label Already Exists"),
    STEP_LABEL_EXISTS("LABEL_ALREADY_EXISTS"),
    /** A failure reported by a BE. */
    FAIL("Fail"),
    /** A failure reported by an FE. */
    FAILED("FAILED"),
    INTERNAL_ERROR("INTERNAL_ERROR"),
    ANALYSIS_ERROR("ANALYSIS_ERROR"),
    INVALID_ARGUMENT("INVALID_ARGUMENT"),
    /** Another request, perhaps one whose reply was lost, still works on the transaction. */
    TRANSACTION_BUSY("TXN_IN_PROCESSING"),
    MEMORY_LIMIT("MEM_LIMIT_EXCEEDED"),
    DATA_QUALITY("DATA_QUALITY_ERROR"),
    /** Any other value. */
    OTHER("");

    private final String value;

    ReplyStatus(final String value) {
        this.value = value;
    }

    /** Only values in the same spelling are recognized. */
    public static ReplyStatus of(final String status) {
        return Stream.of(values()).filter(known -> known != OTHER && known.value.equals(status)).findFirst().orElse(OTHER);
    }

    public boolean isSuccess() {
        return this == OK || this == SUCCESS;
    }
}
