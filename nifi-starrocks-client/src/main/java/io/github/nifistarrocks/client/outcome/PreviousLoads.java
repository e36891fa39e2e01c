package io.github.nifistarrocks.client.outcome;

import java.time.Duration;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreviousLoad;
import io.github.nifistarrocks.client.sql.SqlStatements;

/** Finds out whether a load was committed before under its label: by the state of the label, and by the load history when the label is forgotten. */
public final class PreviousLoads {

    private static final String REQUIRED = "whether a previous attempt is committed must be known first";

    private final LabelStates labels;
    private final LoadHistory history;
    private final OutcomeResolver outcomes;
    private final Duration outcomeTimeout;

    public PreviousLoads(final ClusterConnection connection) {
        labels = new LabelStates(connection.frontends());
        history = new LoadHistory(new SqlStatements(connection.frontends()), System::nanoTime);
        outcomes = new OutcomeResolver(connection);
        outcomeTimeout = connection.config().timeouts().outcomeTimeout();
    }

    /** How the load will be sent. */
    public enum LoadStyle {
        /** In one request, which cannot end another load under its label. */
        STREAM_LOAD,
        /** In a transaction. Its begin ends a load under its label that is not complete. */
        TRANSACTION,
        /** In a transaction of several tables. What the load history shows of it does not prove a commit (FE: StreamLoadMultiStmtTask). */
        SEVERAL_TABLES
    }

    /** What else may have the label. */
    public enum LabelUse {
        /** Nothing: it means these rows for ever. */
        UNIQUE,
        /** Perhaps other rows, loaded long ago. What the load history shows may be theirs. */
        SHARED
    }

    /**
     * Nothing may be sent when this returns {@link PreviousLoad.Settled}, which it does too when StarRocks cannot be asked.
     *
     * @param style of the load that is to be sent
     */
    public PreviousLoad find(final LoadRequest request, final LoadStyle style, final LabelUse use, final CallScope scope) throws CallCancelledException {
        try {
            final LabelState label = labels.ask(request.table().database(), request.label(), scope);
            return switch (label.state()) {
                case COMMITTED, VISIBLE -> finished(request, style);
                case ABORTED -> new PreviousLoad.Aborted();
                case PREPARED -> new PreviousLoad.Unfinished();
                case PREPARE -> running(request, style, use, scope);
                case UNKNOWN -> forgotten(request, style, use, scope);
            };
        } catch (StarRocksException e) {
            return new PreviousLoad.Settled(outcomes.notSent(request, REQUIRED, e));
        }
    }

    private PreviousLoad finished(final LoadRequest request, final LoadStyle style) {
        return switch (style) {
            case STREAM_LOAD, TRANSACTION -> committed(request, Evidence.LABEL_FINISHED);
            // The load asks for the labels of all its attempts.
            case SEVERAL_TABLES -> new PreviousLoad.Unfinished();
        };
    }

    private PreviousLoad running(final LoadRequest request, final LoadStyle style, final LabelUse use, final CallScope scope)
            throws CallCancelledException {
        return switch (style) {
            case STREAM_LOAD -> awaited(request, use, scope);
            case TRANSACTION, SEVERAL_TABLES -> new PreviousLoad.Unfinished();
        };
    }

    private PreviousLoad awaited(final LoadRequest request, final LabelUse use, final CallScope scope) throws CallCancelledException {
        final LabelInquiry inquiry = labels.settle(LabelStates.LabelRequest.of(request), outcomeTimeout, scope,
                asked -> asked.isOver() || asked.is(LabelState.State.PREPARED));
        if (inquiry.isCommitted()) {
            return committed(request, Evidence.LABEL_FINISHED);
        }
        if (inquiry.is(LabelState.State.UNKNOWN)) {
            return forgotten(request, LoadStyle.STREAM_LOAD, use, scope);
        }
        if (inquiry.is(LabelState.State.ABORTED)) {
            return new PreviousLoad.Aborted();
        }
        return inquiry.is(LabelState.State.PREPARED)
                ? new PreviousLoad.Unfinished()
                : new PreviousLoad.Settled(
                        outcomes.unknown(request, inquiry, Findings.of("a previous attempt under the same label is not finished", Origin.PREVIOUS_ATTEMPT)));
    }

    private PreviousLoad forgotten(final LoadRequest request, final LoadStyle style, final LabelUse use, final CallScope scope)
            throws CallCancelledException {
        if (use == LabelUse.SHARED) {
            return new PreviousLoad.Forgotten("the load history may show an older load with this label");
        }
        if (style == LoadStyle.SEVERAL_TABLES) {
            return new PreviousLoad.Forgotten("the load history does not show commits of several tables");
        }
        try {
            return switch (history.find(LabelStates.LabelRequest.of(request), scope)) {
                case FINISHED -> committed(request, Evidence.LOAD_HISTORY);
                case NOT_FOUND -> new PreviousLoad.Forgotten("the load history does not show it");
                case NOT_READABLE -> new PreviousLoad.Forgotten("the load history cannot be read");
            };
        } catch (StarRocksException e) {
            // The FEs reply, so that other loads go on.
            return new PreviousLoad.Settled(outcomes.historyUnknown(request, e));
        }
    }

    private PreviousLoad committed(final LoadRequest request, final Evidence evidence) {
        return new PreviousLoad.Settled(outcomes.committed(request, evidence, Findings.of(Origin.PREVIOUS_ATTEMPT)));
    }
}
