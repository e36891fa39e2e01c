package io.github.nifistarrocks.emulator.frontend.transaction;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/**
 * Transactions of several tables whose task has states (FE: StreamLoadMultiStmtTask of 2026, 01bff3efd8). A label is used up by its first begin, whatever
 * the outcome of that transaction, until its task is cleaned. The transaction manager knows the label from the first load on.
 */
final class NewestMultiTableTransactions implements MultiTableVersion {

    private final ClusterContext cluster;
    private final MultiTableTasks tasks;
    private final MultiTableSteps steps;

    NewestMultiTableTransactions(final ClusterContext cluster, final Backends backends, final MultiTableTasks tasks) {
        this.cluster = cluster;
        this.tasks = tasks;
        this.steps = new MultiTableSteps(cluster, backends, tasks);
    }

    @Override
    public HttpResponse begin(final TransactionCall call) {
        final Optional<MultiTableTask> before = tasks.find(call.label());
        return before.isPresent() ? used(settled(before.get())) : steps.begin(call);
    }

    @Override
    public HttpResponse load(final TransactionCall call, final MultiTableTask task) {
        return switch (settled(task).state()) {
            case BEGIN -> refusal(call, task).orElseGet(() -> steps.load(call.exchange(), task));
            case COMMITING -> failure("stream load task %s is committing, can not accept new loads".formatted(call.label()));
            case COMMITED -> failure("stream load task %s has already been commited".formatted(call.label()));
            case CANCELLED -> failure("stream load task %s has already been cancelled: %s".formatted(call.label(), task.transaction().reason()));
        };
    }

    /** @return the refusal of a load, which ends the transaction (FE: StreamLoadMgr.executeLoadTask, StreamLoadMultiStmtTask.tryLoad) */
    private Optional<HttpResponse> refusal(final TransactionCall call, final MultiTableTask task) {
        final Optional<HttpResponse> missing = steps.missingTable(call.exchange(), task);
        if (missing.isPresent()) {
            cancel(task, "LOAD exception: the table does not exist");
            return missing;
        }
        if (task.isLeaderless()) {
            cancel(task, "LOAD exception: " + MultiTableSteps.NO_SESSION);
            return Optional.of(MultiTableSteps.noSession());
        }
        try {
            steps.register(task);
            return Optional.empty();
        } catch (LabelUsedException | TransactionException e) {
            cancel(task, "LOAD exception: " + e.getMessage());
            return Optional.of(failure(e.getMessage()));
        }
    }

    /** A transaction that cannot be committed is cancelled. */
    @Override
    public HttpResponse commit(final TransactionCall call, final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        if (settled(task).startCommit()) {
            if (task.isLeaderless()) {
                return commitWithoutSession(task);
            }
            if (task.backends().isEmpty()) {
                return commitOfNothing(transaction);
            }
            final HttpResponse reply = steps.commit(call.exchange(), task);
            cluster.transactions().abort(transaction, "commit failed");
            return reply;
        }
        return switch (task.state()) {
            case COMMITED -> already(transaction, "committed");
            case CANCELLED -> failure("Can not commit CANCELLED transaction %d, label is %s".formatted(transaction.id(), transaction.label()));
            case BEGIN, COMMITING -> failure("Transaction %d is already committing, label is %s".formatted(transaction.id(), transaction.label()));
        };
    }

    /** The FE before has committed it, or it is lost (FE: StreamLoadMultiStmtTask.isTxnCommittedInTxnManager). */
    private HttpResponse commitWithoutSession(final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        if (cluster.transactions().find(transaction.table().database(), transaction.label()).filter(transaction::equals).isPresent()
                && transaction.state().isCommitted()) {
            task.endReplayed(MultiTableTask.State.COMMITED);
            return MultiTableSteps.ok();
        }
        cancel(task, "commit failed: " + MultiTableSteps.NO_SESSION);
        return failure(MultiTableSteps.NO_SESSION);
    }

    /** The task is committed, and the transaction manager does not know it. */
    private HttpResponse commitOfNothing(final LoadTransaction transaction) {
        try {
            cluster.transactions().commit(transaction, Duration.ZERO);
            return MultiTableSteps.ok();
        } catch (TransactionException e) {
            return failure(e.getMessage());
        }
    }

    @Override
    public HttpResponse rollback(final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        return switch (settled(task).state()) {
            // Also of a task that a new leader has replayed. Without its session that ends nothing (FE: StreamLoadMultiStmtTask.tryRollbackNow).
            case BEGIN -> {
                cancel(task, "manual abort");
                yield FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort".formatted(transaction.label()));
            }
            case COMMITED -> failure("Can not abort VISIBLE transaction %d, label is %s".formatted(transaction.id(), transaction.label()));
            case COMMITING -> failure("Can not abort transaction %d during committing, label is %s".formatted(transaction.id(), transaction.label()));
            case CANCELLED -> already(transaction, "aborted");
        };
    }

    /** The transaction of a task that a new leader has cancelled is not needed any more, unless it is committed. */
    private MultiTableTask settled(final MultiTableTask task) {
        if (task.isLeaderless() && task.state() == MultiTableTask.State.CANCELLED) {
            cluster.transactions().abort(task.transaction(), "cancelled after FE restart");
        }
        return task;
    }

    /** A transaction that is committed stays committed. */
    private void cancel(final MultiTableTask task, final String reason) {
        task.endReplayed(MultiTableTask.State.CANCELLED);
        cluster.transactions().abort(task.transaction(), reason);
    }

    private static HttpResponse used(final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        final MultiTableTask.State state = task.state();
        return switch (state) {
            case COMMITED -> FrontendReplies.prettyJson("Status", "LABEL_ALREADY_EXISTS", "Message",
                    "Label [%s] has already been used.".formatted(transaction.label()), "ExistingJobStatus", state.name());
            case BEGIN, COMMITING, CANCELLED -> FrontendReplies.prettyJson("Status", "LABEL_ALREADY_EXISTS", "Message",
                    "Transaction already started with label [%s], txnId: %d".formatted(transaction.label(), transaction.id()), "ExistingJobStatus",
                    state.name(), "TxnId", transaction.id());
        };
    }

    private static HttpResponse already(final LoadTransaction transaction, final String end) {
        return FrontendReplies.prettyJson("Status", "OK", "Message",
                "Transaction %d has already %s, label is %s".formatted(transaction.id(), end, transaction.label()), "Label", transaction.label(), "TxnId",
                transaction.id());
    }

    private static HttpResponse failure(final String message) {
        return FrontendReplies.prettyJson("Status", "FAILED", "Message", message);
    }
}
