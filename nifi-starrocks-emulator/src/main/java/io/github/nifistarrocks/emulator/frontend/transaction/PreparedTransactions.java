package io.github.nifistarrocks.emulator.frontend.transaction;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;
import io.github.nifistarrocks.emulator.transaction.TransactionManager;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** The steps of a transaction that the FE executes itself. */
public final class PreparedTransactions {

    private final ClusterContext context;

    public PreparedTransactions(final ClusterContext context) {
        this.context = context;
    }

    /** @param publishTimeout how long to wait for the data to be visible */
    public HttpResponse commit(final HttpExchange exchange, final LoadTransaction transaction, final Duration publishTimeout) {
        final TransactionState state = transaction.state();
        return switch (state) {
            case PREPARED -> commitOpen(exchange, transaction, publishTimeout);
            case COMMITTED, VISIBLE -> ok(transaction, "Transaction %d has already committed, label is %s".formatted(transaction.id(), transaction.label()));
            case PREPARE, ABORTED, UNKNOWN -> FrontendReplies.transactionFailure("Can not commit %s transaction %d, label is %s"
                    .formatted(state, transaction.id(), transaction.label()));
        };
    }

    public HttpResponse rollback(final LoadTransaction transaction) {
        final TransactionState state = transaction.state();
        if (state == TransactionState.PREPARED && context.transactions().abort(transaction, "User Aborted")) {
            return ok(transaction, "");
        }
        if (state == TransactionState.ABORTED) {
            return ok(transaction, "Transaction %d has already aborted, label is %s".formatted(transaction.id(), transaction.label()));
        }
        return FrontendReplies.transactionFailure("Can not abort %s transaction %d, label is %s".formatted(state, transaction.id(), transaction.label()));
    }

    /** Transactions whose data does not pass through the BE's load path: the FE answers every step. */
    public HttpResponse bypass(final TransactionCall call) {
        try {
            return switch (call.operation()) {
                case BEGIN ->
                    ok(context.transactions().begin(new TableName(call.database(), call.exchange().request().header("table").orElse("")), call.label(),
                            TransactionManager.DEFAULT_TIMEOUT_SECONDS, LoadKind.TRANSACTION), "");
                case PREPARE -> bypassPrepare(transaction(call));
                case COMMIT -> commit(call.exchange(), transaction(call), TransactionCall.DEFAULT_PUBLISH_TIMEOUT);
                case ROLLBACK -> rollback(transaction(call));
                case LOAD -> FrontendReplies.transactionFailure("Unsupported operation: TXN_" + call.operation());
            };
        } catch (LabelUsedException e) {
            return FrontendReplies.json(200, FrontendReplies.pretty(FrontendReplies.fields("Status", "LABEL_ALREADY_EXISTS", "ExistingJobStatus",
                    e.existingJobStatus(), "Message", e.getMessage())));
        } catch (TransactionException e) {
            return FrontendReplies.transactionFailure(e.getMessage());
        }
    }

    private HttpResponse bypassPrepare(final LoadTransaction transaction) throws TransactionException {
        context.transactions().prepare(transaction, TransactionManager.PREPARED_TIMEOUT);
        return ok(transaction, "");
    }

    private LoadTransaction transaction(final TransactionCall call) throws TransactionException {
        return context.transactions().find(call.database(), call.label())
                .orElseThrow(() -> new TransactionException("No transaction found with db[%s] and label[%s]".formatted(call.database(), call.label())));
    }

    /** For a transaction that has all its rows. */
    private HttpResponse commitOpen(final HttpExchange exchange, final LoadTransaction transaction, final Duration publishTimeout) {
        final ActiveFaults faults = Pipeline.faultsOf(exchange);
        if (faults.has(Fault.ResetBeforeCommit.class)) {
            exchange.guardReply(() -> {
                exchange.reset();
                return false;
            });
            return ok(transaction, "");
        }
        final Optional<Fault.PublishTimeout> timeout = faults.find(Fault.PublishTimeout.class);
        final Duration publishTime = timeout.map(Fault.PublishTimeout::visibleAfter)
                .or(() -> faults.find(Fault.PublishDelay.class).map(Fault.PublishDelay::time))
                .orElse(context.settings().publishTime());
        try {
            context.transactions().commit(transaction, publishTime);
        } catch (TransactionException e) {
            return FrontendReplies.transactionFailure(e.getMessage());
        }
        if (timeout.isEmpty() && transaction.awaitVisible(publishTimeout)) {
            return ok(transaction, "");
        }
        return FrontendReplies.transactionFailure("publish timeout: %d, transactionId=%d".formatted(publishTimeout.toMillis(), transaction.id()));
    }

    private static HttpResponse ok(final LoadTransaction transaction, final String message) {
        return FrontendReplies.json(200,
                FrontendReplies.pretty(FrontendReplies.fields("Label", transaction.label(), "Status", "OK", "TxnId", transaction.id(), "Message", message)));
    }
}
