package io.github.nifistarrocks.emulator.server;

import java.util.List;

import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.http.HttpRequest;

/** Classifies requests by the end of their path. */
final class RequestKinds {

    private RequestKinds() {}

    static RequestKind ofFrontend(final HttpRequest request) {
        final List<String> segments = request.segments();
        if (segments.contains("transaction")) {
            return RequestKind.FE_TRANSACTION;
        }
        return switch (segments.isEmpty() ? "" : segments.getLast()) {
            case "_stream_load" -> RequestKind.FE_STREAM_LOAD;
            case "get_load_state" -> RequestKind.LOAD_STATE;
            case "_cancel" -> RequestKind.CANCEL;
            case "_query_plan" -> RequestKind.QUERY_PLAN;
            case "_schema", "schema", "_count" -> RequestKind.SCHEMA;
            case "health", "bootstrap", "feature" -> RequestKind.HEALTH;
            case "sql" -> RequestKind.SQL;
            default -> RequestKind.OTHER;
        };
    }

    static RequestKind ofBackend(final HttpRequest request) {
        final List<String> segments = request.segments();
        return switch (segments.isEmpty() ? "" : segments.getLast()) {
            case "_stream_load" -> RequestKind.BE_STREAM_LOAD;
            case "_load_error_log" -> RequestKind.ERROR_LOG;
            case "begin" -> RequestKind.TRANSACTION_BEGIN;
            case "load" -> RequestKind.TRANSACTION_LOAD;
            case "prepare" -> RequestKind.TRANSACTION_PREPARE;
            case "commit" -> RequestKind.TRANSACTION_COMMIT;
            case "rollback" -> RequestKind.TRANSACTION_ROLLBACK;
            case "health" -> RequestKind.HEALTH;
            default -> RequestKind.OTHER;
        };
    }
}
