package io.github.nifistarrocks.processors.load;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** Loads a FlowFile whose bytes StarRocks reads as they are. */
public final class RawLoad {

    private final StarRocksClient client;
    private final LoadSettings settings;
    private final CallScope scope;

    public RawLoad(final StarRocksClient client, final LoadSettings settings, final CallScope scope) {
        this.client = client;
        this.settings = settings;
        this.scope = scope;
    }

    /**
     * @param size of the content in bytes
     * @param content opens it
     * @throws InvalidRecordException when the content cannot be read to its end; nothing was loaded
     */
    public LoadResult load(final long size, final Supplier<InputStream> content) throws InvalidRecordException, CallCancelledException, StarRocksException {
        return new LoadResult(size == 0 ? Optional.empty() : Optional.of(send(content)), settings.target().tableId().table(), 0, 0, 0, size == 0 ? 0 : 1, 0,
                new Rejections());
    }

    private LoadOutcome send(final Supplier<InputStream> content) throws InvalidRecordException, CallCancelledException, StarRocksException {
        final LoadRequest.Builder request = LoadRequest.builder(settings.target().tableId(), settings.label()).timeout(settings.delivery().timeout());
        LoadHeaders.of(settings, Optional.empty(), settings.changes().mergeCondition(), false).forEach(request::header);
        settings.delivery().mergeCommit().ifPresent(request::mergeCommit);
        try {
            return client.load(request.build(), out -> {
                try (InputStream in = content.get()) {
                    in.transferTo(out);
                }
            }, scope);
        } catch (LoadBodyException e) {
            throw TableLoadSender.bodyFailure(e);
        }
    }
}
