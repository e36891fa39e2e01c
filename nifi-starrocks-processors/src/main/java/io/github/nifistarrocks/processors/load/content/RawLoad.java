package io.github.nifistarrocks.processors.load.content;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.settings.Delivery;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** Loads a FlowFile whose bytes are sent unchanged. */
public final class RawLoad {

    private final LoadContext context;
    private final LoadSettings settings;

    public RawLoad(final LoadContext context) {
        this.context = context;
        this.settings = context.settings();
    }

    /**
     * @param size of the content in bytes
     * @param content opens it
     * @throws InvalidRecordException if the content cannot be read to its end, or ends inside a JSON document; nothing was loaded
     */
    public LoadResult load(final long size, final Supplier<InputStream> content) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadResult.Builder result = LoadResult.builder(settings.table().table());
        return size == 0 ? result.build() : result.outcome(send(content)).loads(1).build();
    }

    private LoadOutcome send(final Supplier<InputStream> content) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadRequest.Builder request = LoadRequest.builder(settings.table(), settings.label()).timeout(settings.request().timeout());
        LoadHeaders.of(settings).toMap().forEach(request::header);
        final LoadRequest alone = request.build();
        if (settings.delivery() instanceof final Delivery.MergedLoad merged) {
            request.mergeCommit(merged.mergeCommit());
        }
        final LoadOutcome outcome = send(request.build(), content);
        return settings.delivery().mayBeDueToOthers(outcome) ? send(alone, content) : outcome;
    }

    private LoadOutcome send(final LoadRequest request, final Supplier<InputStream> content)
            throws InvalidRecordException, CallCancelledException, StarRocksException {
        final RawBody body = new RawBody(settings.body(), content);
        try {
            if (settings.delivery() instanceof final Delivery.TwoPhase twoPhase) {
                return context.attempts().runUnremembered(request, LoadStyle.TRANSACTION, () -> context.client().prepare(request,
                        once(new LoadPart(settings.table(), Map.of(), body)), twoPhase.preparedTimeout(), context.scope()));
            }
            if (request.mergeCommit().isPresent()) {
                return context.attempts().runUnremembered(request, LoadStyle.STREAM_LOAD, () -> context.client().load(request, body, context.scope()));
            }
            final AtomicBoolean sent = new AtomicBoolean();
            final RequestBody observed = out -> {
                sent.set(true);
                body.writeTo(out);
            };
            return context.attempts().run(request, LoadStyle.STREAM_LOAD, () -> context.client().load(request, observed, context.scope()), sent::get);
        } catch (LoadBodyException e) {
            throw TableLoadSender.bodyFailure(e);
        }
    }

    private static LoadParts once(final LoadPart part) {
        final Iterator<LoadPart> left = List.of(part).iterator();
        return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }
}
