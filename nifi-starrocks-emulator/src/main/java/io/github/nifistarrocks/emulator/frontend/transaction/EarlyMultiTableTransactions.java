package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/**
 * Transactions of several tables before their task had states (FE: StreamLoadMultiStmtTask of commit b60400ee56; fe-recordings, 120-130, 500-512, 710-799).
 * A second begin is accepted, and a rollback does not end what the transaction manager does not know, so the rows of a previous attempt stay. The task of a
 * table does not learn of the end of the transaction, and refuses every further step as one in a wrong state.
 */
final class EarlyMultiTableTransactions implements MultiTableVersion {

    private final ClusterContext cluster;
    private final MultiTableTasks tasks;
    private final MultiTableSteps steps;

    EarlyMultiTableTransactions(final ClusterContext cluster, final Backends backends, final MultiTableTasks tasks) {
        this.cluster = cluster;
        this.tasks = tasks;
        this.steps = new MultiTableSteps(cluster, backends, tasks);
    }

    @Override
    public HttpResponse begin(final TransactionCall call) {
        final Optional<MultiTableTask> before = tasks.find(call.label());
        if (before.isEmpty()) {
            return steps.begin(call);
        }
        return before.get().isLeaderless() ? MultiTableSteps.noSession() : MultiTableSteps.ok();
    }

    @Override
    public HttpResponse load(final TransactionCall call, final MultiTableTask task) {
        return steps.load(call.exchange(), task);
    }

    @Override
    public HttpResponse commit(final TransactionCall call, final MultiTableTask task) {
        if (task.isLeaderless()) {
            return MultiTableSteps.noSession();
        }
        if (task.backends().isEmpty()) {
            return MultiTableSteps.ok();
        }
        return task.isTimedOut() ? steps.channelFailure(task, "Load timeout. Increase the timeout and retry") : steps.commit(call.exchange(), task);
    }

    @Override
    public HttpResponse rollback(final MultiTableTask task) {
        if (task.backends().isEmpty()) {
            return MultiTableSteps.ok();
        }
        final LoadTransaction transaction = task.transaction();
        return cluster.transactions().abortRegistered(transaction, "manual abort")
                ? FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort".formatted(transaction.label()), "Cancelled time", 0)
                : FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort fail".formatted(transaction.label()), "Abort fail reason",
                        problem(transaction));
    }

    /** Only the running transactions are searched (FE: DatabaseTransactionMgr.abortTransaction). */
    private static String problem(final LoadTransaction transaction) {
        return transaction.state() == TransactionState.COMMITTED
                ? "transaction %d state is COMMITTED, could not abort".formatted(transaction.id())
                : "transaction not found: " + transaction.id();
    }
}
