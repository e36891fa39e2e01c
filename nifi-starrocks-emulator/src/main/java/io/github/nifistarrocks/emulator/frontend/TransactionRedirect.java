package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.BackendRedirect;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.frontend.transaction.MultiTableTransactions;
import io.github.nifistarrocks.emulator.frontend.transaction.PreparedTransactions;
import io.github.nifistarrocks.emulator.frontend.transaction.TransactionCall;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionOperation;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/**
 * {@code /api/transaction/*} of an FE. Begin is redirected to a random BE, which becomes the coordinator of the label; load and prepare are
 * redirected to the coordinator, and so are commit and rollback until the transaction is prepared. Then the FE answers them itself.
 */
final class TransactionRedirect {

    private static final String BYPASS_SOURCE = "11";

    private final FrontendContext context;
    private final EmulatorFrontend frontend;
    private final Authenticator authenticator;
    private final PreparedTransactions prepared;
    private final MultiTableTransactions multiTable;

    TransactionRedirect(final FrontendContext context, final EmulatorFrontend frontend, final Authenticator authenticator) {
        this.context = context;
        this.frontend = frontend;
        this.authenticator = authenticator;
        this.prepared = new PreparedTransactions(context.cluster());
        this.multiTable = new MultiTableTransactions(context.cluster(), context.backends(), context.multiTableTasks());
    }

    void register(final Router router) {
        router.add("POST", "/api/transaction/{operation}", this::handle);
        router.add("PUT", "/api/transaction/{operation}", this::handle);
    }

    private void handle(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isEmpty() || frontend.isSentToLeader(exchange)) {
            return;
        }
        try {
            exchange.respond(answer(exchange, variables.get("operation")));
        } catch (NumberFormatException e) {
            exchange.respond(FrontendReplies.json(200, FrontendReplies.loadFailure(NumberFormatException.class.getName(), e.getMessage())));
        }
    }

    private HttpResponse answer(final HttpExchange exchange, final String operationName) {
        final HttpRequest request = exchange.request();
        final Optional<TransactionOperation> operation = TransactionOperation.named(operationName);
        if (operation.isEmpty()) {
            return FrontendReplies.transactionFailure("Unknown transaction operation: " + operationName);
        }
        final Optional<String> database = request.header("db").filter(name -> !name.isEmpty());
        final Optional<String> label = request.header("label").filter(name -> !name.isEmpty());
        if (database.isEmpty()) {
            return FrontendReplies.transactionFailure("No database selected.");
        }
        if (label.isEmpty()) {
            return FrontendReplies.transactionFailure("Empty label.");
        }
        final TransactionCall call = new TransactionCall(exchange, operation.get(), database.get(), label.get(),
                request.header("timeout").map(Integer::parseInt));
        if (!context.catalog().hasDatabase(database.get())) {
            final String end = context.isMultiTable(request) ? "" : ".";
            return FrontendReplies.transactionFailure("Database[%s] does not exist%s".formatted(database.get(), end));
        }
        final Optional<Fault.LoadRefused> refused = Pipeline.faultsOf(exchange).find(Fault.LoadRefused.class);
        if (refused.isPresent()) {
            return FrontendReplies.transactionFailure(refused.get().message());
        }
        if (context.isMultiTable(request)) {
            return multiTable.answer(call);
        }
        final boolean bypass = BYPASS_SOURCE.equals(request.header("source_type").or(() -> request.parameter("source_type")).orElse(""));
        return bypass ? prepared.bypass(call) : route(call);
    }

    private HttpResponse route(final TransactionCall call) {
        final Optional<EmulatorBackend> coordinator = context.backends().coordinator(call.label());
        final Optional<LoadTransaction> transaction = context.transactions().find(call.database(), call.label());
        return switch (call.operation()) {
            case BEGIN -> begin(call.exchange(), call.label());
            case LOAD -> coordinator.map(backend -> redirect(call, backend))
                    .orElseGet(
                            () -> FrontendReplies.transactionFailure(
                                    ("Can't find the transaction with db [%s] and label[%s]. The possible reasons: 1. FE leader is started or switched; "
                                            + "2. The transaction timeouts and is cleaned.").formatted(call.database(), call.label())));
            case PREPARE -> coordinator.map(backend -> redirect(call, backend)).orElseGet(() -> notFound(call));
            case COMMIT, ROLLBACK -> {
                if (transaction.isEmpty()) {
                    yield coordinator.isEmpty() ? notFound(call) : FrontendReplies.transactionFailure("No transaction found by label " + call.label());
                }
                final boolean atBackend = transaction.get().state() == TransactionState.PREPARE && coordinator.isPresent();
                yield atBackend ? redirect(call, coordinator.get()) : end(call, transaction.get());
            }
        };
    }

    private HttpResponse end(final TransactionCall call, final LoadTransaction transaction) {
        return call.operation() == TransactionOperation.COMMIT
                ? prepared.commit(call.exchange(), transaction, call.publishTimeout())
                : prepared.rollback(transaction);
    }

    private static HttpResponse redirect(final TransactionCall call, final EmulatorBackend backend) {
        return BackendRedirect.to(backend, call.exchange());
    }

    private static HttpResponse notFound(final TransactionCall call) {
        return FrontendReplies.transactionFailure("No transaction found with db[%s] and label[%s]".formatted(call.database(), call.label()));
    }

    private HttpResponse begin(final HttpExchange exchange, final String label) {
        final Optional<EmulatorBackend> backend = context.backends().choose();
        if (backend.isEmpty()) {
            return FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.DdlException", "No backend alive."));
        }
        context.backends().setCoordinator(label, backend.get());
        return BackendRedirect.to(backend.get(), exchange);
    }
}
