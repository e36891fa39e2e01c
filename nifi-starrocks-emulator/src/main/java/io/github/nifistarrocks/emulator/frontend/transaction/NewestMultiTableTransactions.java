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
            case BEGIN -> firstLoad(task).orElseGet(() -> steps.load(call.exchange(), task));
            case COMMITING -> failure("stream load task %s is committing, can not accept new loads".formatted(call.label()));
            case COMMITED -> failure("stream load task %s has already been commited".formatted(call.label()));
            case CANCELLED -> failure("stream load task %s has already been cancelled: %s".formatted(call.label(), task.transaction().reason()));
        };
    }

    /** @return the refusal of a first load, which ends the transaction */
    private Optional<HttpResponse> firstLoad(final MultiTableTask task) {
        try {
            steps.register(task);
            return Optional.empty();
        } catch (LabelUsedException | TransactionException e) {
            cluster.transactions().abort(task.transaction(), "LOAD exception: " + e.getMessage());
            return Optional.of(failure(e.getMessage()));
        }
    }

    /** A transaction that cannot be committed is cancelled. */
    @Override
    public HttpResponse commit(final TransactionCall call, final MultiTableTask task) {
        final LoadTransaction transaction = task.transaction();
        if (settled(task).startCommit()) {
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
            case BEGIN -> {
                cluster.transactions().abort(transaction, "manual abort");
                yield FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort".formatted(transaction.label()));
            }
            case COMMITED -> failure("Can not abort VISIBLE transaction %d, label is %s".formatted(transaction.id(), transaction.label()));
            case COMMITING -> failure("Can not abort transaction %d during committing, label is %s".formatted(transaction.id(), transaction.label()));
            case CANCELLED -> already(transaction, "aborted");
        };
    }

    /** A task whose FE no longer leads is cancelled (FE: cancelAfterRestart). That does not end its transaction if it is committed. */
    private MultiTableTask settled(final MultiTableTask task) {
        if (task.isLeaderless()) {
            cluster.transactions().abort(task.transaction(), "cancelled after FE restart");
        }
        return task;
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
