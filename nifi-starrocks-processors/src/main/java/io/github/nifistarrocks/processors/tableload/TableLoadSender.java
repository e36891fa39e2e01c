package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.encode.RowCheck;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/** Sends the rows of a unit by the delivery strategy of the FlowFile. */
public final class TableLoadSender {

    private final StarRocksClient client;
    private final LoadSettings settings;
    private final Instant entered;
    private final CallScope scope;

    /** @param entered when the FlowFile entered NiFi */
    public TableLoadSender(final StarRocksClient client, final LoadSettings settings, final Instant entered, final CallScope scope) {
        this.client = client;
        this.settings = settings;
        this.entered = entered;
        this.scope = scope;
    }

    /**
     * @param rows a reading of the FlowFile from its beginning
     * @param rejections takes rows that are found bad before they are sent; without it such a row is an error
     */
    public RowsBody body(final RowCursor rows, final TableLoad unit, final RowFilter filter, final Optional<Rejections> rejections) {
        final Optional<RowCheck> check = settings.quality().check()
                ? unit.table().schema().map(schema -> new RowCheck(unit.columns(), schema, settings.body().zone()))
                : Optional.empty();
        final ZoneId zone = settings.body().zone();
        final RowEncoder encoder = settings.quality().strict() ? RowEncoder.strict(unit.columns(), zone) : RowEncoder.lenient(unit.columns(), zone);
        return new RowsBody(rows, filter, encoder,
                new RowsBody.Form(settings.body().compression(), settings.delivery().partBytes(), check, rejections, entered));
    }

    /**
     * Loads what the body has, which is at least one row.
     *
     * @throws InvalidRecordException when a row cannot be read or written; nothing was loaded
     */
    public LoadOutcome send(final TableLoad unit, final RowsBody body) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try {
            return switch (settings.delivery().strategy()) {
                case SINGLE_LOAD, MERGE_COMMIT -> client.load(request(unit), body, scope);
                case TRANSACTION -> client.loadInTransaction(request(unit), parts(unit, unit.headers(), body), scope);
            };
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    /** Loads several units in one transaction; each is asked for when the one before it is through. */
    public LoadOutcome sendAll(final LoadRequest request, final LoadParts parts)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try {
            return client.loadAcrossTables(request, parts, scope);
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    /** Tries rows out under a label of their own, which loads nothing. */
    public TrialLoadResult tryOut(final TableLoad unit, final RowsBody body) throws IOException, InvalidRecordException, CallCancelledException,
            StarRocksException {
        final LoadRequest.Builder request = LoadRequest
                .builder(unit.table().id(), Labels.normalize(unit.label() + "-trial-" + UUID.randomUUID())).timeout(settings.delivery().timeout());
        unit.headers().forEach(request::header);
        request.header(LoadHeaders.MAX_FILTER_RATIO, "1");
        try {
            return client.tryOut(request.build(), parts(unit, Map.of(), body), scope);
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    /** Whether a condition of the user's may leave rows out, which are not bad for that. */
    public boolean hasCondition(final TableLoad unit) {
        return unit.headers().containsKey(LoadHeaders.WHERE);
    }

    private static LoadParts parts(final TableLoad unit, final Map<String, String> headers, final RowsBody body) {
        return () -> body.hasMore() ? Optional.of(new LoadPart(unit.table().id(), headers, body)) : Optional.empty();
    }

    LoadRequest request(final TableLoad unit) {
        final LoadRequest.Builder request = LoadRequest.builder(unit.table().id(), unit.label()).timeout(settings.delivery().timeout());
        unit.headers().forEach(request::header);
        settings.delivery().mergeCommit().ifPresent(request::mergeCommit);
        return request.build();
    }

    /** What kept a body from being written, told from trouble with the session, which is thrown. */
    public static InvalidRecordException bodyFailure(final LoadBodyException failure) throws CallCancelledException, StarRocksException {
        SessionFailure.rethrow(failure);
        return switch (failure.getCause()) {
            case InvalidRecordException bad -> bad;
            case CallCancelledException cancelled -> throw cancelled;
            case StarRocksException trouble -> throw trouble;
            case null, default -> new InvalidRecordException(Messages.of(failure), failure);
        };
    }
}
