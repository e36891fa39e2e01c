package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/**
 * {@code /api/transaction/*} of an FE. Begin goes to a random BE that is remembered by label, overwriting what was remembered before; load and prepare
 * follow it; commit and rollback too, until the transaction is prepared: from then on the FE answers them itself.
 */
final class TransactionRedirect {
    private static final String EXCEPTION = "com.starrocks.common.StarRocksException";
    private static final Set<String> OPERATIONS = Set.of("begin", "load", "prepare", "commit", "rollback");
    private static final String BYPASS_SOURCE = "11";

    private final FrontendContext context;
    private final EmulatorFrontend frontend;
    private final Authenticator authenticator;
    private final PreparedTransactions prepared;
    private final MultiTableTransactions multiTable;

    TransactionRedirect(FrontendContext context, EmulatorFrontend frontend, Authenticator authenticator) {
        this.context = context;
        this.frontend = frontend;
        this.authenticator = authenticator;
        this.prepared = new PreparedTransactions(context);
        this.multiTable = new MultiTableTransactions(context, prepared);
    }

    void register(Router router) {
        router.add("POST", "/api/transaction/{operation}", this::handle);
        router.add("PUT", "/api/transaction/{operation}", this::handle);
    }

    private void handle(HttpExchange exchange, Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isEmpty() || frontend.isSentToLeader(exchange)) {
            return;
        }
        try {
            exchange.respond(answer(exchange, variables.get("operation")));
        } catch (NumberFormatException e) {
            exchange.respond(FrontendReplies.json(200, FrontendReplies.loadFailure(NumberFormatException.class.getName(), e.getMessage()), false));
        }
    }

    private HttpResponse answer(HttpExchange exchange, String operation) {
        HttpRequest request = exchange.request();
        if (!OPERATIONS.contains(operation)) {
            return failure("Unknown transaction operation: " + operation);
        }
        Optional<String> database = request.header("db").filter(name -> !name.isEmpty());
        Optional<String> label = request.header("label").filter(name -> !name.isEmpty());
        if (database.isEmpty()) {
            return failure("No database selected.");
        }
        if (label.isEmpty()) {
            return failure("Empty label.");
        }
        Optional<Integer> timeout = request.header("timeout").map(Integer::parseInt);
        if (!context.catalog().hasDatabase(database.get())) {
            String end = context.isMultiTable(request) ? "" : ".";
            return failure("Database[%s] does not exist%s".formatted(database.get(), end));
        }
        Optional<Fault.LoadRefused> refused = Pipeline.faultsOf(exchange).find(Fault.LoadRefused.class);
        if (refused.isPresent()) {
            return failure(refused.get().message());
        }
        if (context.isMultiTable(request)) {
            return multiTable.answer(exchange, operation, database.get(), label.get(), timeout);
        }
        boolean bypass = BYPASS_SOURCE.equals(request.header("source_type").or(() -> request.parameter("source_type")).orElse(""));
        if (bypass) {
            return prepared.bypass(exchange, operation, database.get(), label.get());
        }
        return route(exchange, operation, database.get(), label.get(), timeout);
    }

    private HttpResponse route(HttpExchange exchange, String operation, String database, String label, Optional<Integer> timeout) {
        if (operation.equals("begin")) {
            return begin(exchange, label);
        }
        Optional<EmulatorBackend> coordinator = context.backends().coordinator(label);
        Optional<LoadTransaction> transaction = context.transactions().find(database, label);
        if (operation.equals("load") && coordinator.isEmpty()) {
            return failure(("Can't find the transaction with db [%s] and label[%s]. The possible reasons: 1. FE leader is started or switched; "
                    + "2. The transaction timeouts and is cleaned.").formatted(database, label));
        }
        if (coordinator.isEmpty() && transaction.isEmpty()) {
            return failure("No transaction found with db[%s] and label[%s]".formatted(database, label));
        }
        boolean ending = operation.equals("commit") || operation.equals("rollback");
        if (ending && transaction.isEmpty()) {
            return failure("No transaction found by label " + label);
        }
        boolean atBackend = !ending || transaction.get().state() == TransactionState.PREPARE;
        if (atBackend && coordinator.isPresent()) {
            return FrontendReplies.redirect(StreamLoadRedirect.location(exchange, coordinator.get()), false);
        }
        return operation.equals("commit") ? prepared.commit(exchange, transaction.get(), timeout) : prepared.rollback(transaction.get());
    }

    private HttpResponse begin(HttpExchange exchange, String label) {
        Optional<EmulatorBackend> backend = context.backends().choose();
        if (backend.isEmpty()) {
            return FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.DdlException", "No backend alive."), false);
        }
        context.backends().setCoordinator(label, backend.get());
        return FrontendReplies.redirect(StreamLoadRedirect.location(exchange, backend.get()), false);
    }

    static HttpResponse failure(String message) {
        return FrontendReplies.json(200, FrontendReplies.loadFailure(EXCEPTION, message), false);
    }
}
