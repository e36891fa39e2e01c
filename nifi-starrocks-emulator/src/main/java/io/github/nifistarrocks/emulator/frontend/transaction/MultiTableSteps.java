package io.github.nifistarrocks.emulator.frontend.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.frontend.rest.BackendRedirect;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.server.Pipeline;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/** The steps of a transaction of several tables that are the same in all versions: the begin of a free label, the loads, the commit. */
final class MultiTableSteps {

    /** A new leader has the task without its session (fe-recordings, 795-798). */
    static final String NO_SESSION = "Cannot invoke \"com.starrocks.qe.ConnectContext.getTxnId()\" because \"context\" is null";

    private final ClusterContext cluster;
    private final Backends backends;
    private final MultiTableTasks tasks;

    MultiTableSteps(final ClusterContext cluster, final Backends backends, final MultiTableTasks tasks) {
        this.cluster = cluster;
        this.backends = backends;
        this.tasks = tasks;
    }

    /** Begins a transaction under a label that no task has. */
    HttpResponse begin(final TransactionCall call) {
        try {
            final LoadTransaction transaction = cluster.transactions().beginMultiTable(call.database(), call.label(), call.multiTableSeconds());
            tasks.add(call.label(), new MultiTableTask(transaction));
            return ok();
        } catch (TransactionException e) {
            return FrontendReplies.transactionFailure(e.getMessage());
        }
    }

    /**
     * Makes the transaction known by its label, once.
     *
     * @throws LabelUsedException when the label belongs to a load that was not aborted
     * @throws TransactionException when too many loads run
     */
    void register(final MultiTableTask task) throws LabelUsedException, TransactionException {
        if (task.startRegistration()) {
            final boolean labelled = cluster.settings().has(ClusterFeature.MULTI_TABLE_LABELS);
            cluster.transactions().register(task.transaction(), labelled ? task.transaction().label() : "");
        }
    }

    /** @return the refusal of a load of a table that does not exist */
    Optional<HttpResponse> missingTable(final HttpExchange exchange, final MultiTableTask task) {
        return table(exchange).map(name -> new TableName(task.transaction().table().database(), name)).filter(name -> cluster.catalog().table(name).isEmpty())
                .map(name -> FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.MetaNotFoundException",
                        "Failed to find table %s in db %s".formatted(name.table(), name.database()))));
    }

    private static Optional<String> table(final HttpExchange exchange) {
        return exchange.request().header("table").filter(name -> !name.isEmpty());
    }

    /** Redirects a load to the BE of its table. */
    HttpResponse load(final HttpExchange exchange, final MultiTableTask task) {
        final Optional<String> table = table(exchange);
        if (table.isEmpty()) {
            return FrontendReplies.transactionFailure("No table selected.");
        }
        final Optional<HttpResponse> missing = missingTable(exchange, task);
        if (missing.isPresent()) {
            return missing.get();
        }
        final TableName name = new TableName(task.transaction().table().database(), table.get());
        if (task.hasEnded(name.table())) {
            return channelFailure(task, "channel state should be BEGIN | BEFORE_LOAD | LOADING when channel is loading");
        }
        final Optional<HttpResponse> redirect = Optional.ofNullable(task.backends().get(name.table())).flatMap(backends::find).or(backends::choose)
                .map(backend -> {
                    task.backends().put(name.table(), backend.index());
                    return BackendRedirect.to(backend, exchange);
                });
        return redirect.orElseGet(() -> FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.common.DdlException", "No backend alive.")));
    }

    /**
     * Ends the loads of each table, makes the transaction known by its label at the first one unless it is known before, and commits it. A load that is slow
     * to become visible is reported as committed (FE: TransactionStmtExecutor.commitStmt).
     */
    HttpResponse commit(final HttpExchange exchange, final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        final ActiveFaults faults = Pipeline.faultsOf(exchange);
        for (final Map.Entry<String, Integer> table : task.backends().entrySet()) {
            if (!task.end(table.getKey())) {
                return channelFailure(task, "channel state should be BEGIN | BEFORE_LOAD | LOADING when channel is ready for prepare, cur state is PREPARING");
            }
            try {
                backends.find(table.getValue()).orElseThrow().finishTable(transaction, table.getKey(), faults);
                register(task);
            } catch (LoadRefusedException e) {
                return channelFailure(task, e.getMessage());
            } catch (LabelUsedException e) {
                return FrontendReplies.prettyJson("Status", "LABEL_ALREADY_EXISTS", "Message", e.getMessage(), "ExistingJobStatus", e.existingJobStatus());
            } catch (TransactionException e) {
                return FrontendReplies.json(200, FrontendReplies.loadFailure("com.starrocks.transaction.RunningTxnExceedException", e.getMessage()));
            }
        }
        return publish(transaction, faults);
    }

    private HttpResponse publish(final LoadTransaction transaction, final ActiveFaults faults) {
        final Optional<Fault.PublishTimeout> timeout = faults.find(Fault.PublishTimeout.class);
        final Duration publishTime = timeout.map(Fault.PublishTimeout::visibleAfter)
                .or(() -> faults.find(Fault.PublishDelay.class).map(Fault.PublishDelay::time)).orElse(cluster.settings().publishTime());
        faults.find(Fault.CommitDelay.class).ifPresent(delay -> faults.sleep(delay.time()));
        try {
            cluster.transactions().commit(transaction, publishTime);
        } catch (TransactionException e) {
            // The recorded version replies OK although the transaction is aborted (fe-recordings, 780-782); not so StreamLoadMultiStmtTask of 2026 (01bff3efd8).
            return cluster.settings().has(ClusterFeature.MULTI_TABLE_TASK_STATES) ? FrontendReplies.transactionFailure(e.getMessage()) : ok(transaction);
        }
        if (timeout.isEmpty()) {
            transaction.awaitVisible(transaction.timeout());
        }
        return ok(transaction);
    }

    static HttpResponse ok() {
        return FrontendReplies.prettyJson("Status", "OK", "Message", "");
    }

    static HttpResponse noSession() {
        return FrontendReplies.json(200, FrontendReplies.loadFailure(NullPointerException.class.getName(), NO_SESSION));
    }

    /** The counts of the last channel, as recorded (780). */
    private static HttpResponse ok(final LoadTransaction transaction) {
        return FrontendReplies.prettyJson("Label", transaction.label(), "Status", "OK", "TxnId", transaction.id(), "ChannelId", 0, "Message", "",
                "Prepared Channel Num", 1);
    }

    /** Ends the transaction as far as the transaction manager knows it. Unlike other failures the message has no exception name. */
    HttpResponse channelFailure(final MultiTableTask task, final String problem) {
        final LoadTransaction transaction = task.transaction();
        final String message = "STREAM_LOAD_TASK:%d, label{%s}, error_msg{cancel stream task for exception: %s}".formatted(transaction.id(),
                transaction.label(), problem);
        cluster.transactions().abortRegistered(transaction, message);
        return FrontendReplies.prettyJson("Status", "FAILED", "Message", message, "Cancelled time", 0);
    }
}
