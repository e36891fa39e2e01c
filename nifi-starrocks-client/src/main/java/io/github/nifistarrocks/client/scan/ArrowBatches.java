package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

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
 * The Arrow side of a scan: one IPC stream after the other is loaded into one set of vectors. The schema is read once; all further streams must have
 * the same. Bytes enter Arrow's memory by {@link ArrowBuf#setBytes(long, byte[], int, long)}, which no JVM flag is needed for.
 */
final class ArrowBatches implements AutoCloseable {

    private final BufferAllocator allocator = new RootAllocator();
    private final int columns;
    private final Deque<ArrowFrames.Frame> waiting = new ArrayDeque<>();
    private byte[] bytes = new byte[0];
    private ByteBuffer schemaMetadata;
    private VectorSchemaRoot root;
    private VectorLoader loader;

    ArrowBatches(final int columns) {
        this.columns = columns;
    }

    /**
     * Takes over a stream, without loading it.
     *
     * @param stream must stay as it is until all batches are loaded
     * @return rows in all its batches
     */
    long accept(final byte[] stream, final int length) throws ScanFault {
        final ArrowFrames frames = ArrowFrames.parse(stream, length);
        if (root == null) {
            begin(frames.schema());
        } else if (!frames.schema().equals(schemaMetadata) && !ArrowSchemas.read(frames.schema()).equals(root.getSchema())) {
            throw ArrowFrames.malformed("its schema differs from that of the batches before", null);
        }
        bytes = stream;
        waiting.addAll(frames.batches());
        return frames.rows();
    }

    private void begin(final ByteBuffer metadata) throws ScanFault {
        final Schema schema = ArrowSchemas.read(metadata);
        if (schema.getFields().size() != columns) {
            throw ArrowFrames.malformed("it has %d columns, the scan %d".formatted(schema.getFields().size(), columns), null);
        }
        final byte[] copy = new byte[metadata.remaining()];
        metadata.duplicate().get(copy);
        try {
            root = VectorSchemaRoot.create(schema, allocator);
        } catch (RuntimeException e) {
            throw ArrowFrames.malformed("no vectors can be made of its schema: " + e, e);
        }
        schemaMetadata = ByteBuffer.wrap(copy);
        loader = new VectorLoader(root);
    }

    /** True while a stream's batch has not been loaded. */
    boolean hasNext() {
        return !waiting.isEmpty();
    }

    /** Puts the next batch into the vectors, or nothing if there is none, in place of the one before, whose memory is freed first. */
    void load() throws ScanFault {
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
            throw new ScanFault(Kind.OVERLOADED, "a batch of %d bytes does not fit into this JVM's memory. Make the batches smaller or the memory larger."
                    .formatted(frame.bodyLength()), e);
        } catch (IOException | RuntimeException e) {
            throw ArrowFrames.malformed("a batch cannot be loaded: " + e, e);
        }
    }

    private ArrowRecordBatch copy(final ArrowFrames.Frame frame) throws IOException {
        final ArrowBuf body = allocator.buffer(frame.bodyLength());
        try {
            body.setBytes(0, bytes, frame.bodyOffset(), frame.bodyLength());
            return MessageSerializer.deserializeRecordBatch(frame.batch(), body);
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    /** Empties the vectors. */
    void clear() {
        if (root != null) {
            root.clear();
        }
    }

    /** Null until the first stream has been accepted. */
    VectorSchemaRoot root() {
        return root;
    }

    long allocatedBytes() {
        return allocator.getAllocatedMemory();
    }

    /** @throws IllegalStateException when some of the memory was not given back */
    @Override
    public void close() {
        waiting.clear();
        if (root != null) {
            root.close();
        }
        allocator.close();
    }
}
