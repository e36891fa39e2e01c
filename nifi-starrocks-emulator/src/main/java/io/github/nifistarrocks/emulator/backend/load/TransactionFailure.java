package io.github.nifistarrocks.emulator.backend.load;

import java.util.Map;

/** A step of a transaction fails at the BE. */
final class TransactionFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String status;
    private final Effect effect;
    private final String errorUrl;

    /** What the failure does to the transaction. */
    private enum Effect {
        STAYS_OPEN, ENDS
    }

    private TransactionFailure(final String status, final String message, final Effect effect, final String errorUrl) {
        super(message, null, false, false);
        this.status = status;
        this.effect = effect;
        this.errorUrl = errorUrl;
    }

    static TransactionFailure notExists(final String message) {
        return new TransactionFailure("TXN_NOT_EXISTS", message, Effect.STAYS_OPEN, "");
    }

    /** The transaction stays open. */
    static TransactionFailure argument(final String message) {
        return new TransactionFailure("INVALID_ARGUMENT", message, Effect.STAYS_OPEN, "");
    }

    static TransactionFailure internal(final String message) {
        return new TransactionFailure("INTERNAL_ERROR", message, Effect.ENDS, "");
    }

    /** @param errorUrl empty when there is no error log */
    static TransactionFailure internal(final String message, final String errorUrl) {
        return new TransactionFailure("INTERNAL_ERROR", message, Effect.ENDS, errorUrl);
    }

    /** The FE refused; the transaction stays open. */
    static TransactionFailure refused(final String message) {
        return new TransactionFailure("ANALYSIS_ERROR", message, Effect.STAYS_OPEN, "");
    }

    /** The FE refused. */
    static TransactionFailure analysis(final String message) {
        return new TransactionFailure("ANALYSIS_ERROR", message, Effect.ENDS, "");
    }

    boolean isFatal() {
        return effect == Effect.ENDS;
    }

    /** The content type of a real BE's refusals before it reads the headers of the load. */
    String contentTypeBeforeBody() {
        return isFatal() ? "application/json" : "text/html; charset=ISO-8859-1";
    }

    Map<String, Object> fields() {
        final Map<String, Object> fields = BackendReplies.fields("Status", status, "Message", getMessage());
        if (!errorUrl.isEmpty()) {
            fields.put("ErrorURL", errorUrl);
        }
        return fields;
    }
}
