package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.function.Function;

import io.github.nifistarrocks.emulator.backend.Backends;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.server.Pipeline;

/**
 * Transactions of several tables ({@code transaction_type: multi}): the FE answers every step itself except the loads, which go to one BE per table. They
 * cannot be prepared, and in early versions the transaction manager does not know them before their commit.
 */
public final class MultiTableTransactions {

    private final MultiTableTasks tasks;
    private final MultiTableVersion version;

    public MultiTableTransactions(final ClusterContext cluster, final Backends backends, final MultiTableTasks tasks) {
        this.tasks = tasks;
        this.version = cluster.settings().has(ClusterFeature.MULTI_TABLE_TASK_STATES)
                ? new NewestMultiTableTransactions(cluster, backends, tasks)
                : new EarlyMultiTableTransactions(cluster, backends, tasks);
    }

    public HttpResponse answer(final TransactionCall call) {
        return switch (call.operation()) {
            case BEGIN -> tasks.alone(() -> version.begin(call));
            case PREPARE -> FrontendReplies.transactionFailure("Unsupported operation: TXN_PREPARE");
            case LOAD -> withTask(call, "stream load task %s does not exist", task -> version.load(call, task));
            case COMMIT -> Pipeline.faultsOf(call.exchange()).has(Fault.ResetBeforeCommit.class)
                    ? lost(call)
                    : withTask(call, "stream load task %s does not exist", task -> version.commit(call, task));
            // Without blanks, as the source has it (FE: StreamLoadMgr.rollbackLoadTask).
            case ROLLBACK -> withTask(call, "stream load task%sdoes not exist", version::rollback);
        };
    }

    private static HttpResponse lost(final TransactionCall call) {
        call.exchange().guardReply(() -> {
            call.exchange().reset();
            return false;
        });
        return FrontendReplies.transactionFailure("connection reset");
    }

    private HttpResponse withTask(final TransactionCall call, final String unknown, final Function<MultiTableTask, HttpResponse> step) {
        return tasks.find(call.label()).map(step).orElseGet(() -> FrontendReplies.transactionFailure(unknown.formatted(call.label())));
    }
}
