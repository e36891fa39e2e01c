package io.github.nifistarrocks.emulator.frontend;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadKind;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/**
 * Transactions of several tables ({@code transaction_type: multi}, since 4.0): the FE answers every step itself except the loads, which go to one BE per table.
 * They cannot be prepared. Messages are those of the 4.0 release; the recordings are of a development version.
 */
final class MultiTableTransactions {

    private final FrontendContext context;
    private final PreparedTransactions endings;
    private final Map<LoadTransaction, Map<String, Integer>> backends = new ConcurrentHashMap<>();

    MultiTableTransactions(final FrontendContext context, final PreparedTransactions endings) {
        this.context = context;
        this.endings = endings;
    }

    HttpResponse answer(final TransactionCall call) {
        final Optional<LoadTransaction> transaction = context.transactions().find(call.database(), call.label())
                .filter(known -> known.kind() == LoadKind.MULTI_TABLE);
        return switch (call.operation()) {
            case BEGIN -> begin(call.database(), call.label(), call.transactionSeconds());
            case PREPARE -> TransactionRedirect.unsupported(call.operation());
            case LOAD -> transaction.map(open -> load(call.exchange(), open)).orElseGet(() -> unknown(call));
            case COMMIT -> transaction.map(open -> commit(call, open)).orElseGet(() -> unknown(call));
            case ROLLBACK -> transaction.map(this::rollback).orElseGet(() -> unknown(call));
        };
    }

    private static HttpResponse unknown(final TransactionCall call) {
        return TransactionRedirect.failure("stream load task %s does not exist".formatted(call.label()));
    }

    private HttpResponse begin(final String database, final String label, final int timeoutSeconds) {
        backends.keySet().removeIf(transaction -> !transaction.state().isOpen());
        final Optional<LoadTransaction> before = context.transactions().find(database, label)
                .filter(known -> known.kind() == LoadKind.MULTI_TABLE && known.state() == TransactionState.PREPARE);
        if (before.isPresent()) {
            final long id = before.get().id();
            return reply("Status", "LABEL_ALREADY_EXISTS", "Message", "Transaction already started with label [%s], txnId: %d".formatted(label, id),
                    "ExistingJobStatus", "BEGIN", "TxnId", id);
        }
        try {
            return endings.ok(context.transactions().begin(new TableName(database, ""), label, timeoutSeconds, LoadKind.MULTI_TABLE), "");
        } catch (LabelUsedException e) {
            return reply("Status", "LABEL_ALREADY_EXISTS", "Message", e.getMessage(), "ExistingJobStatus", e.existingJobStatus());
        } catch (TransactionException e) {
            return TransactionRedirect.failure(e.getMessage());
        }
    }

    private HttpResponse load(final HttpExchange exchange, final LoadTransaction transaction) {
        final Optional<String> table = exchange.request().header("table").filter(name -> !name.isEmpty());
        if (table.isEmpty()) {
            return TransactionRedirect.failure("No table selected.");
        }
        final TransactionState state = transaction.state();
        if (state == TransactionState.ABORTED) {
            return reply("Status", "OK", "Message", "stream load task %s has already been cancelled: %s".formatted(transaction.label(), transaction.reason()));
        }
        if (state != TransactionState.PREPARE) {
            final String end = state == TransactionState.VISIBLE ? "finished" : "committed";
            return reply("Status", "OK", "Message", "stream load task %s has already been %s".formatted(transaction.label(), end));
        }
        final TableName name = new TableName(transaction.table().database(), table.get());
        if (context.catalog().table(name).isEmpty()) {
            return FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.MetaNotFoundException",
                    "Failed to find table %s in db %s".formatted(name.table(), name.database())));
        }
        final Map<String, Integer> tables = backends.computeIfAbsent(transaction, key -> new ConcurrentHashMap<>());
        final Optional<EmulatorBackend> backend = Optional.ofNullable(tables.get(name.table())).flatMap(context.backends()::find)
                .or(() -> context.backends().choose());
        if (backend.isEmpty()) {
            return FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.DdlException", "No backend alive."));
        }
        tables.put(name.table(), backend.get().index());
        return FrontendReplies.redirect(StreamLoadRedirect.location(exchange, backend.get()));
    }

    /** A table without a valid row ends the transaction, as one with too many invalid rows does. */
    private HttpResponse commit(final TransactionCall call, final LoadTransaction transaction) {
        return switch (transaction.state()) {
            case ABORTED, UNKNOWN, PREPARED -> TransactionRedirect.failure("Can not commit CANCELLED transaction %d, label is %s".formatted(transaction.id(),
                    transaction.label()));
            case COMMITTED, VISIBLE -> endings.commit(call.exchange(), transaction, call.publishTimeout());
            case PREPARE -> commitOpen(call, transaction);
        };
    }

    private HttpResponse commitOpen(final TransactionCall call, final LoadTransaction transaction) {
        final Map<String, Integer> tables = Optional.ofNullable(backends.remove(transaction)).orElse(Map.of());
        if (tables.isEmpty()) {
            context.transactions().forget(transaction);
            return reply("Status", "OK", "Message", "");
        }
        final ActiveFaults faults = Pipeline.faultsOf(call.exchange());
        for (final Map.Entry<String, Integer> table : new TreeMap<>(tables).entrySet()) {
            try {
                context.backends().find(table.getValue()).orElseThrow().finishTable(transaction, table.getKey(), faults);
            } catch (LoadRefusedException e) {
                return cancelled(transaction, "STREAM_LOAD_TASK:%d, label{%s}, error_msg{cancel stream task for exception: %s}".formatted(transaction.id(),
                        transaction.label(), e.getMessage()));
            }
        }
        return endings.commitOpen(call.exchange(), transaction, call.publishTimeout());
    }

    /** Unlike other failures the message has no exception name. */
    private HttpResponse cancelled(final LoadTransaction transaction, final String message) {
        context.transactions().abort(transaction, message);
        return reply("Status", "FAILED", "Message", message, "Cancelled time", 0);
    }

    private HttpResponse rollback(final LoadTransaction transaction) {
        backends.remove(transaction);
        final TransactionState state = transaction.state();
        final boolean aborted = state == TransactionState.ABORTED || context.transactions().abort(transaction, "transaction is aborted by user.");
        return aborted
                ? reply("Status", "OK", "Message", "stream load %s abort".formatted(transaction.label()))
                : TransactionRedirect.failure("Can not abort %s transaction %d, label is %s".formatted(transaction.state(), transaction.id(),
                        transaction.label()));
    }

    private static HttpResponse reply(final Object... fields) {
        return FrontendReplies.json(200, FrontendReplies.pretty(FrontendReplies.fields(fields)));
    }
}
