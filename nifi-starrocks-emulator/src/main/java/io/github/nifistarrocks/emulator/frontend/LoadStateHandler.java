package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** State and cancelling of loads by label. As on a real FE the password is checked, but no privilege. */
final class LoadStateHandler {

    private final FrontendContext context;
    private final EmulatorFrontend frontend;
    private final Authenticator authenticator;

    LoadStateHandler(final FrontendContext context, final EmulatorFrontend frontend, final Authenticator authenticator) {
        this.context = context;
        this.frontend = frontend;
        this.authenticator = authenticator;
    }

    void register(final Router router) {
        router.add("GET", "/api/{db}/get_load_state", this::state);
        router.add("POST", "/api/{db}/{label}/_cancel", this::cancel);
        router.add("GET", "/api/{db}/_load_info", this::info);
    }

    private void state(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isEmpty() || frontend.isSentToLeader(exchange)) {
            return;
        }
        final String label = exchange.request().parameter("label").orElse("");
        exchange.respond(FrontendReplies.json(200, stateOf(variables.get("db"), label)));
    }

    private String stateOf(final String database, final String label) {
        if (label.isEmpty()) {
            return FrontendReplies.restFailure("No label selected.");
        }
        if (!context.catalog().hasDatabase(database)) {
            return FrontendReplies.restFailure("unknown database, database=" + database);
        }
        final Optional<LoadTransaction> transaction = context.transactions().find(database, label);
        final Map<String, Object> reply = FrontendReplies.fields("state", context.transactions().state(database, label).name());
        transaction.ifPresent(known -> reply.put("reason", known.reason()));
        reply.putAll(FrontendReplies.fields("status", "OK", "code", "0", "msg", "Success", "message", "OK"));
        return FrontendReplies.compact(reply);
    }

    private void cancel(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isEmpty() || frontend.isSentToLeader(exchange)) {
            return;
        }
        exchange.respond(FrontendReplies.json(200, cancelled(variables.get("db"), variables.get("label"))));
    }

    /** Ends PREPARE only (FE: DatabaseTransactionMgr.abortTransaction); a real FE answered {@code Not implemented} for PREPARED. */
    private String cancelled(final String database, final String label) {
        if (!context.catalog().hasDatabase(database)) {
            return FrontendReplies.restFailure("unknown database, database=" + database);
        }
        final Optional<LoadTransaction> transaction = context.transactions().find(database, label);
        if (transaction.filter(known -> known.state() == TransactionState.PREPARED).isPresent()) {
            return FrontendReplies.restFailure("Not implemented");
        }
        final boolean aborted = transaction.map(known -> context.transactions().abort(known, "user cancel")).orElse(false);
        return aborted ? FrontendReplies.restOk() : FrontendReplies.restFailure("transaction not found: " + label);
    }

    /** On a real FE this call finds broker loads only, so here it finds none. */
    private void info(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isPresent()) {
            final String label = exchange.request().parameter("label").orElse("");
            exchange.respond(FrontendReplies.json(200, FrontendReplies.restFailure("Unknown job(%s)".formatted(label))));
        }
    }
}
