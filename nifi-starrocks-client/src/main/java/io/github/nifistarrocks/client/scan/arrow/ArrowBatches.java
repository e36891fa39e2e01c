package io.github.nifistarrocks.client.scan.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Loads the Arrow IPC streams of a scan, one after the other, into one set of vectors. The schema is read once; all further streams must have the
 * same. Bytes are copied to Arrow's memory by {@link ArrowBuf#setBytes(long, byte[], int, long)}, which needs no JVM flag.
 *
 * <p>The messages of its exceptions contain the cause only, in lower case: the caller adds what it read and from where.
 */
public final class ArrowBatches implements AutoCloseable {

    private final BufferAllocator allocator = new RootAllocator();
    private final int columns;
    private final Deque<ArrowFrames.Frame> waiting = new ArrayDeque<>();
    private byte[] bytes = new byte[0];
    private ByteBuffer schemaMetadata;
    private VectorSchemaRoot root;
    private VectorLoader loader;

    /** @param columns of every stream */
    public ArrowBatches(final int columns) {
        this.columns = columns;
    }

    /**
     * Accepts a stream without loading it.
     *
     * @param stream must not change until all its batches are loaded
     * @return rows in all its batches
     * @throws StarRocksException PROTOCOL, or INVALID when a column has a type that cannot be read
     */
    public long accept(final byte[] stream, final int length) throws StarRocksException {
        final ArrowFrames frames = ArrowFrames.parse(stream, length);
        if (root == null) {
            begin(frames.schema());
        } else if (!frames.schema().equals(schemaMetadata) && !ArrowSchemas.read(frames.schema()).equals(root.getSchema())) {
            throw ArrowFrames.malformed("its schema differs from that of the previous batches");
        }
        bytes = stream;
        waiting.addAll(frames.batches());
        return frames.rows();
    }

    private void begin(final ByteBuffer metadata) throws StarRocksException {
        final Schema schema = ArrowSchemas.read(metadata);
        if (schema.getFields().size() != columns) {
            throw ArrowFrames.malformed("it has %d columns, the scan %d".formatted(schema.getFields().size(), columns));
        }
        final byte[] copy = new byte[metadata.remaining()];
        metadata.duplicate().get(copy);
        try {
            root = VectorSchemaRoot.create(schema, allocator);
        } catch (RuntimeException e) {
            throw ArrowFrames.malformed("its schema has no vectors", e);
        }
        schemaMetadata = ByteBuffer.wrap(copy);
        loader = new VectorLoader(root);
    }

    /** True while a batch of the accepted stream is not loaded. */
    public boolean hasNext() {
        return !waiting.isEmpty();
    }

    /**
     * Replaces the contents of the vectors by the next batch, or by nothing if there is none. Frees the memory of the previous batch first.
     *
     * @throws StarRocksException PROTOCOL or BATCH_TOO_LARGE
     */
    public void load() throws StarRocksException {
        clear();
        if (waiting.isEmpty()) {
            return;
        }
        final ArrowFrames.Frame frame = waiting.remove();
        try {
            ArrowLayout.check(bytes, frame, root.getSchema());
            try (ArrowRecordBatch batch = copy(frame)) {
                loader.load(batch);
            }
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            throw new StarRocksException(Kind.BATCH_TOO_LARGE, "a batch of %d bytes exceeds the memory of this JVM. Use smaller batches or more memory."
                    .formatted(frame.bodyLength()), e);
        } catch (IOException | RuntimeException e) {
            throw ArrowFrames.malformed("a batch cannot be loaded", e);
        }
    }

    private ArrowRecordBatch copy(final ArrowFrames.Frame frame) throws IOException {
        final ArrowBuf body = allocator.buffer(frame.bodyLength());
        boolean passedOn = false;
        try {
            body.setBytes(0, bytes, frame.bodyOffset(), frame.bodyLength());
            final ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(frame.batch(), body);
            passedOn = true;
            return batch;
        } finally {
            if (!passedOn) {
                body.close();
            }
        }
    }

    /** Empties the vectors. */
    public void clear() {
        if (root != null) {
            root.clear();
        }
    }

    /** @throws IllegalStateException when no stream has been accepted */
    public VectorSchemaRoot root() {
        if (root == null) {
            throw new IllegalStateException("No stream has been accepted");
        }
        return root;
    }

    long allocatedBytes() {
        return allocator.getAllocatedMemory();
    }

    /** @throws IllegalStateException when memory was not released */
    @Override
    public void close() {
        waiting.clear();
        if (root != null) {
            root.close();
        }
        allocator.close();
    }
}
