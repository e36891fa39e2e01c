package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.spill.SpilledBytes;

/** The rows of a load that is sent after the FlowFile was read. They are written into a {@link SpillFile}, in the bodies in which they are sent. */
public final class SpilledRows implements LoadBody {

    private final RowSerializer serializer;
    private final RowsBody.Options options;
    private final SpillFile file;
    private final Queue<Part> parts = new ArrayDeque<>();
    private Optional<OpenPart> open = Optional.empty();
    private long sent;

    SpilledRows(final RowSerializer serializer, final RowsBody.Options options, final SpillFile file) {
        this.serializer = serializer;
        this.options = options;
        this.file = file;
    }

    /** @param rows positioned at a row of the load */
    public void add(final RowCursor rows) throws IOException, InvalidRecordException {
        if (serializer.accepts(rows)) {
            serializer.write(rows, openPart());
        }
    }

    private RowWriter openPart() throws IOException {
        if (open.isPresent() && open.get().writer.bytes() >= options.maxBytes()) {
            complete();
        }
        if (open.isEmpty()) {
            final SpilledBytes bytes = file.newBytes();
            open = Optional.of(new OpenPart(bytes, serializer.writer(bytes)));
        }
        return open.get().writer;
    }

    /** After the last row. */
    public void complete() throws IOException {
        if (open.isPresent()) {
            open.get().writer.flush();
            parts.add(new Part(open.get().bytes, open.get().writer.rows()));
            open = Optional.empty();
        }
    }

    @Override
    public boolean hasMore() {
        return !parts.isEmpty();
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException {
        final Part part = parts.remove();
        // Not closed if the file cannot be read: the end mark would make half a body look complete.
        final OutputStream compressed = options.compression().compress(out);
        try (InputStream in = part.bytes.open()) {
            in.transferTo(compressed);
        }
        if (compressed != out) {
            compressed.close();
        }
        sent += part.rows;
    }

    @Override
    public long sent() {
        return sent;
    }

    private record OpenPart(SpilledBytes bytes, RowWriter writer) {}

    private record Part(SpilledBytes bytes, long rows) {}
}
