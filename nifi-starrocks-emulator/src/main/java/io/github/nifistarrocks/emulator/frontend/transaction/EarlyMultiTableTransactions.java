package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.Optional;

import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/**
 * Transactions of several tables before their task had states (FE: StreamLoadMultiStmtTask of commit b60400ee56; fe-recordings, 120-130, 500-512, 710-799).
 * A second begin is accepted, and a rollback does not end what the transaction manager does not know, so the rows of a previous attempt stay.
 */
final class EarlyMultiTableTransactions implements MultiTableVersion {

    private static final String NO_SESSION = "Cannot invoke \"com.starrocks.qe.ConnectContext.getTxnId()\" because \"context\" is null";

    private final ClusterContext cluster;
    private final MultiTableTasks tasks;
    private final MultiTableCommit commits;

    EarlyMultiTableTransactions(final ClusterContext cluster, final Backends backends, final MultiTableTasks tasks) {
        this.cluster = cluster;
        this.tasks = tasks;
        this.commits = new MultiTableCommit(cluster, backends);
    }

    @Override
    public HttpResponse begin(final TransactionCall call) {
        final Optional<MultiTableTask> before = tasks.find(call.label());
        if (before.filter(MultiTableTask::isLeaderless).isPresent()) {
            return noSession();
        }
        if (before.isPresent()) {
            return ok();
        }
        try {
            final LoadTransaction transaction = cluster.transactions().beginMultiTable(call.database(), call.label(), call.multiTableSeconds());
            tasks.add(call.label(), new MultiTableTask(transaction));
            return ok();
        } catch (TransactionException e) {
            return FrontendReplies.transactionFailure(e.getMessage());
        }
    }

    @Override
    public HttpResponse load(final TransactionCall call, final MultiTableTask task) {
        final Optional<String> table = call.exchange().request().header("table").filter(task.backends()::containsKey);
        return switch (task.state()) {
            case COMMITED -> table.isPresent() ? message(task, "finished") : commits.load(call.exchange(), task);
            case CANCELLED -> message(task, "cancelled: " + task.transaction().reason());
            case BEGIN, COMMITING -> commits.load(call.exchange(), task);
        };
    }

    @Override
    public HttpResponse commit(final TransactionCall call, final MultiTableTask task) {
        if (task.backends().isEmpty()) {
            return ok();
        }
        if (task.isLeaderless()) {
            return noSession();
        }
        return switch (task.state()) {
            case COMMITED -> message(task, "finished");
            case CANCELLED -> message(task, "cancelled: " + task.transaction().reason());
            case BEGIN, COMMITING -> commits.commit(call.exchange(), task);
        };
    }

    @Override
    public HttpResponse rollback(final MultiTableTask task) {
        if (task.backends().isEmpty()) {
            return ok();
        }
        final LoadTransaction transaction = task.transaction();
        return cluster.transactions().abortRegistered(transaction, "manual abort")
                ? FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort".formatted(transaction.label()), "Cancelled time", 0)
                : FrontendReplies.prettyJson("Status", "OK", "Message", "stream load %s abort fail".formatted(transaction.label()), "Abort fail reason",
                        problem(task));
    }

    private static String problem(final MultiTableTask task) {
        return switch (task.state()) {
            case BEGIN, COMMITING -> "transaction not found: " + task.transaction().id();
            case COMMITED -> "cur task state is: FINISHED";
            case CANCELLED -> "cur task state is: CANCELLED, error_msg: " + task.transaction().reason();
        };
    }

    private static HttpResponse message(final MultiTableTask task, final String end) {
        return FrontendReplies.prettyJson("Status", "OK", "Message", "stream load task %s has already been %s".formatted(task.transaction().label(), end));
    }

    private static HttpResponse noSession() {
        return FrontendReplies.json(200, FrontendReplies.loadFailure(NullPointerException.class.getName(), NO_SESSION));
    }

    private static HttpResponse ok() {
        return FrontendReplies.prettyJson("Status", "OK", "Message", "");
    }
}
