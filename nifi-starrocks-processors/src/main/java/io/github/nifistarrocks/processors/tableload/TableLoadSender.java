package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.client.transaction.AttemptHistory;
import io.github.nifistarrocks.processors.common.FlowFileHistory;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.encode.RowCheck;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.settings.Delivery;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.spill.SpillFile;

/** Sends the rows of a load by the delivery strategy of the FlowFile. */
public final class TableLoadSender {

    private final LoadContext context;
    private final LoadSettings settings;
    private final FlowFileHistory flowFile;
    private final RowCountCheck counts = new RowCountCheck();
    private final List<LoadOutcome.Committed> commits = new ArrayList<>();

    public TableLoadSender(final LoadContext context, final FlowFileHistory flowFile) {
        this.context = context;
        this.settings = context.settings();
        this.flowFile = flowFile;
    }

    /**
     * All rows of a load. An invalid row ends the load.
     *
     * @param rows a reading of the FlowFile from its beginning
     */
    public RowsBody body(final RowCursor rows, final TableLoad load) {
        return body(rows, load, RowsBody.OtherRows.SKIPPED);
    }

    /**
     * All rows of a load. An invalid row ends the load.
     *
     * @param rows a reading of the FlowFile from its beginning
     * @param others receives the other rows
     */
    public RowsBody body(final RowCursor rows, final TableLoad load, final RowsBody.OtherRows others) {
        return new RowsBody(rows, load.rows(), serializer(rows, load, RowValidation::failing), options(), others);
    }

    /**
     * Keeps rows of a load until they are sent. An invalid row ends the load.
     *
     * @param rows the reading from which they come
     */
    public SpilledRows spilled(final RowCursor rows, final TableLoad load, final SpillFile file) {
        return new SpilledRows(serializer(rows, load, RowValidation::failing), options(), file);
    }

    /**
     * Selected rows of a load. Invalid rows are rejected.
     *
     * @param rows a reading of the FlowFile from its beginning
     */
    public RowsBody body(final RowCursor rows, final TableLoad load, final RowFilter filter, final Rejections rejections) {
        return new RowsBody(rows, filter, serializer(rows, load, (final RowCheck check) -> RowValidation.rejecting(check, rejections)), options(),
                RowsBody.OtherRows.SKIPPED);
    }

    private RowSerializer serializer(final RowCursor rows, final TableLoad load, final Function<RowCheck, RowValidation> validation) {
        final LoadSettings.Body body = settings.body();
        final Optional<RowCheck> check = settings.quality().check()
                ? load.table().schema().map(schema -> new RowCheck(load.columns(), schema, body.zone()))
                : Optional.empty();
        final RowEncoder encoder = settings.quality().strict()
                ? RowEncoder.strict(load.columns(), body.zone())
                : RowEncoder.lenient(load.columns(), body.zone());
        return new RowSerializer(encoder.from(rows::origin), check.map(validation).orElse(RowValidation.NONE), flowFile.entered());
    }

    private RowsBody.Options options() {
        return new RowsBody.Options(settings.body().compression(), settings.delivery().maxPartBytes());
    }

    /**
     * Loads the rows of the body, of which there is at least one.
     *
     * @throws InvalidRecordException if a row cannot be read or written; nothing was loaded
     */
    public LoadOutcome send(final TableLoad load, final LoadBody body) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try {
            return noted(switch (settings.delivery()) {
                case Delivery.SingleLoad single -> single(load, body);
                // The counts include the rows of other FlowFiles.
                case Delivery.MergedLoad(final MergeCommit merge) -> merged(load, merge, body);
                case Delivery.Transaction transaction -> inTransaction(load, body);
                case Delivery.TwoPhase twoPhase -> prepared(load, twoPhase.preparedTimeout(), body);
            });
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    private LoadOutcome single(final TableLoad load, final LoadBody body) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = request(load).build();
        final LoadOutcome outcome = context.attempts().run(request, LoadStyle.STREAM_LOAD, () -> context.client().load(request, body, context.scope()),
                () -> body.sent() > 0);
        return counts.compare(load, outcome, body.sent());
    }

    private LoadOutcome inTransaction(final TableLoad load, final LoadBody body) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = request(load).build();
        final LoadOutcome outcome = context.attempts().run(request, LoadStyle.TRANSACTION,
                () -> context.client().loadInTransaction(request, parts(load, load.headers(), body), context.scope()), () -> body.sent() > 0);
        return counts.compare(load, outcome, body.sent());
    }

    private LoadOutcome merged(final TableLoad load, final MergeCommit merge, final LoadBody body) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = request(load).mergeCommit(merge).build();
        return context.attempts().runUnremembered(request, LoadStyle.STREAM_LOAD, () -> context.client().load(request, body, context.scope()));
    }

    private LoadOutcome prepared(final TableLoad load, final Duration timeout, final LoadBody body) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = request(load).build();
        final LoadOutcome outcome = context.attempts().runUnremembered(request, LoadStyle.TRANSACTION,
                () -> context.client().prepare(request, parts(load, load.headers(), body), timeout, context.scope()));
        return counts.compare(load, outcome, body.sent());
    }

    /** Loads the rows of the body by Single Load, whatever the delivery strategy is. */
    public LoadOutcome sendAlone(final TableLoad load, final LoadBody body) throws InvalidRecordException, CallCancelledException, StarRocksException {
        try {
            return noted(single(load, body));
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    private LoadOutcome noted(final LoadOutcome outcome) {
        if (outcome instanceof final LoadOutcome.Committed committed) {
            commits.add(committed);
        }
        return outcome;
    }

    /** The committed loads, in their order. */
    public List<LoadOutcome.Committed> commits() {
        return List.copyOf(commits);
    }

    /** For each committed load whose rows StarRocks counted otherwise: what was sent and what was counted. */
    public List<String> countDifferences() {
        return counts.differences();
    }

    /** Rolls back transactions that this attempt has prepared. One of a previous attempt, whose time is not known, stays. */
    public void rollBack(final LoadOutcome.Prepared prepared) throws CallCancelledException {
        if (prepared.since().isPresent()) {
            for (final LoadOutcome.Transaction one : prepared.transactions()) {
                context.client().rollBackPrepared(LoadRequest.builder(one.table(), one.label()).timeout(settings.request().timeout()).build(), context.scope());
            }
        }
    }

    /**
     * Loads several tables in one transaction. The next table is requested when the one before it is complete.
     *
     * @param rowsSent whether rows were sent, when the sending has ended
     */
    public LoadOutcome sendAll(final LoadRequest request, final LoadParts parts, final BooleanSupplier rowsSent)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final AttemptHistory history = context.attempts().history(request.label(), flowFile.attempts());
        try {
            return noted(context.attempts().run(request, LoadStyle.SEVERAL_TABLES,
                    () -> context.client().loadAcrossTables(request, parts, history, context.scope()), rowsSent));
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    /** Sends rows as a trial load under a temporary label, which loads nothing. */
    public TrialLoadResult sendTrialLoad(final TableLoad load, final RowsBody body)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadRequest.Builder request = LoadRequest
                .builder(load.table().id(), Labels.normalize(load.label() + "-trial-load-" + UUID.randomUUID())).timeout(settings.request().timeout());
        load.headers().forEach(request::header);
        request.header(LoadHeaders.MAX_FILTER_RATIO, "1");
        try {
            return context.client().tryOut(request.build(), parts(load, Map.of(), body), context.scope());
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    private static LoadParts parts(final TableLoad load, final Map<String, String> headers, final LoadBody body) {
        return () -> body.hasMore() ? Optional.of(new LoadPart(load.table().id(), headers, body)) : Optional.empty();
    }

    private LoadRequest.Builder request(final TableLoad load) {
        final LoadRequest.Builder request = LoadRequest.builder(load.table().id(), load.label()).timeout(settings.request().timeout());
        load.headers().forEach(request::header);
        return request;
    }

    /** Why a body could not be written. A failure of the session is thrown. */
    public static InvalidRecordException bodyFailure(final LoadBodyException failure) throws CallCancelledException, StarRocksException {
        SessionFailure.rethrow(failure);
        if (failure.getCause() instanceof final CallCancelledException cancelled) {
            throw cancelled;
        }
        if (failure.getCause() instanceof final StarRocksException starRocks) {
            throw starRocks;
        }
        final InvalidRecordException invalid = failure.getCause() instanceof final InvalidRecordException cause
                ? cause
                : new InvalidRecordException(Messages.of(failure), failure);
        return invalid.whileSending();
    }
}
