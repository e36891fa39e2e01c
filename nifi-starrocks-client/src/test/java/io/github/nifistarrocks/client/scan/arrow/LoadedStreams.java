package io.github.nifistarrocks.client.scan.arrow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The streams of a scan, received and loaded by one thread. */
final class LoadedStreams implements AutoCloseable {

    private final ArrowBatches batches;
    private final Deque<ArrowBatch> waiting = new ArrayDeque<>();
    private Optional<ArrowBatch> current = Optional.empty();

    LoadedStreams(final int columns) {
        batches = new ArrowBatches(columns);
    }

    /** @return rows in all batches of the stream */
    long accept(final byte[] stream) throws StarRocksException {
        final List<ArrowBatch> accepted = batches.accept(received(stream));
        waiting.addAll(accepted);
        return accepted.stream().mapToLong(ArrowBatch::rowCount).sum();
    }

    private StreamBuffer received(final byte[] stream) {
        final StreamBuffer buffer = batches.newBuffer();
        buffer.begin(stream.length);
        buffer.add(stream, stream.length);
        return buffer;
    }

    boolean hasNext() {
        return !waiting.isEmpty();
    }

    /** Frees the batch before and goes to the next one. */
    ArrowBatch next() {
        free();
        current = Optional.of(waiting.remove());
        return current.get();
    }

    /** Loads the next batch. */
    VectorSchemaRoot load() throws StarRocksException {
        return next().vectors();
    }

    void free() {
        current.ifPresent(ArrowBatch::close);
        current = Optional.empty();
    }

    long allocatedBytes() {
        return batches.allocatedBytes();
    }

    @Override
    public void close() {
        free();
        waiting.forEach(ArrowBatch::close);
        batches.close();
    }
}
