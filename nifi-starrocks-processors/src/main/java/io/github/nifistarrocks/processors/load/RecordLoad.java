package io.github.nifistarrocks.processors.load;

import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

/** Loads the records of one reader with one Stream Load. */
public final class RecordLoad {

    private final StarRocksClient client;
    private final LoadSettings settings;
    private final CallScope scope;

    public RecordLoad(final StarRocksClient client, final LoadSettings settings, final CallScope scope) {
        this.client = client;
        this.settings = settings;
        this.scope = scope;
    }

    /**
     * @throws BadRecordException when a record cannot be read or written; nothing was loaded
     * @throws CallCancelledException when the scope was cancelled
     */
    public Result load(final RecordReader reader) throws BadRecordException, CallCancelledException {
        final Record first = RecordBody.read(reader, 1);
        if (first == null) {
            return new Result(Optional.empty(), 0);
        }
        final RecordEncoder encoder = encoder(reader);
        final RecordBody body = new RecordBody(first, reader, encoder, rowWriters(encoder), scope);
        final LoadRequest.Builder request = LoadRequest.builder(settings.table(), settings.label()).timeout(settings.timeout());
        for (final Map.Entry<String, String> header : LoadHeaders.of(settings, encoder.columns(), settings.headers()).entrySet()) {
            request.header(header.getKey(), header.getValue());
        }
        try {
            return new Result(Optional.of(client.load(request.build(), body, scope)), body.records());
        } catch (LoadBodyException e) {
            throw bodyFailure(e);
        }
    }

    private RecordEncoder encoder(final RecordReader reader) throws BadRecordException {
        try {
            return new RecordEncoder(reader.getSchema(), settings.format(), settings.zone());
        } catch (MalformedRecordException e) {
            throw new BadRecordException("The schema of the records cannot be read: " + Messages.of(e), e);
        }
    }

    private Function<OutputStream, RowWriter> rowWriters(final RecordEncoder encoder) {
        return switch (settings.format()) {
            case JSON -> out -> RowWriter.json(out, encoder.columns());
            case CSV -> out -> RowWriter.csv(out, encoder.columns().size());
        };
    }

    private static BadRecordException bodyFailure(final LoadBodyException failure) throws CallCancelledException {
        return switch (failure.getCause()) {
            case BadRecordException bad -> bad;
            case CallCancelledException cancelled -> throw cancelled;
            case ProcessException session -> throw session;
            case null, default -> new BadRecordException(Messages.of(failure), failure);
        };
    }

    /**
     * What became of the records.
     *
     * @param outcome nothing when there was no record, and so no load
     * @param records how many were sent; 0 when the load was settled without sending
     */
    public record Result(Optional<LoadOutcome> outcome, long records) {}
}
