package io.github.nifistarrocks.emulator.backend.load;

import java.util.Map;
import java.util.Optional;

/** A step of a transaction fails at the BE. */
final class TransactionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String status;
    private final boolean fatal;
    private final String errorUrl;

    private TransactionFailure(String status, String message, boolean fatal, String errorUrl) {
        super(message, null, false, false);
        this.status = status;
        this.fatal = fatal;
        this.errorUrl = errorUrl;
    }

    static TransactionFailure notExists(String message) {
        return new TransactionFailure("TXN_NOT_EXISTS", message, false, "");
    }

    /** The transaction stays open. */
    static TransactionFailure argument(String message) {
        return new TransactionFailure("INVALID_ARGUMENT", message, false, "");
    }

    static TransactionFailure internal(String message) {
        return new TransactionFailure("INTERNAL_ERROR", message, true, "");
    }

    static TransactionFailure internal(String message, Optional<String> errorUrl) {
        return new TransactionFailure("INTERNAL_ERROR", message, true, errorUrl.orElse(""));
    }

    /** The FE refused; the transaction stays open. */
    static TransactionFailure refused(String message) {
        return new TransactionFailure("ANALYSIS_ERROR", message, false, "");
    }

    /** The FE refused. */
    static TransactionFailure analysis(String message) {
        return new TransactionFailure("ANALYSIS_ERROR", message, true, "");
    }

    boolean isFatal() {
        return fatal;
    }

    /** What the real BE says for refusals that come before it has looked at the load's headers. */
    String contentType(boolean beforeBody) {
        return beforeBody && !fatal ? "text/html; charset=ISO-8859-1" : "application/json";
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = BackendReplies.fields("Status", status, "Message", getMessage());
        if (!errorUrl.isEmpty()) {
            fields.put("ErrorURL", errorUrl);
        }
        return fields;
    }
}
