package io.github.nifistarrocks.client.scan.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
 * The Arrow IPC streams of a scan, one after the other, with the memory of their batches and one set of vectors. The schema is read once; all further streams must
 * have the same. One thread may accept streams while another uses the batches; the last one that uses them closes this object.
 *
 * <p>The messages of its exceptions contain the cause only, in lower case: the caller adds what it read and from where.
 */
public final class ArrowBatches implements AutoCloseable {

    private final BufferAllocator allocator;
    private final int columns;
    private ByteBuffer schemaMetadata;
    private Schema schema;
    private VectorSchemaRoot root;
    private VectorLoader loader;

    /**
     * @param columns of every stream
     * @throws IllegalStateException when the JVM does not let Arrow use memory outside of the heap
     */
    public ArrowBatches(final int columns) {
        this.columns = columns;
        allocator = newAllocator();
    }

    /** Arrow uses sun.misc.Unsafe, which JVMs from 24 on can deny, and later ones will by default (JEP 498). */
    private static BufferAllocator newAllocator() {
        try {
            return new RootAllocator();
        } catch (LinkageError e) {
            throw new IllegalStateException("""
                    Arrow cannot use memory outside of the Java heap (%s). If this JVM denies sun.misc.Unsafe, add the line \
                    java.arg.unsafe=--sun-misc-unsafe-memory-access=allow to conf/bootstrap.conf and start NiFi again, or use an older JDK"""
                    .formatted(e), e);
        }
    }

    /** An empty buffer for a stream. */
    public StreamBuffer newBuffer() {
        return new StreamBuffer(allocator);
    }

    /**
     * Checks a stream.
     *
     * @param stream not used any more afterwards
     * @return its batches, to be closed
     * @throws StarRocksException PROTOCOL, or INVALID when a column has a type that cannot be read
     */
    public List<ArrowBatch> accept(final StreamBuffer stream) throws StarRocksException {
        final List<ArrowBatch> batches = new ArrayList<>();
        boolean complete = false;
        try (stream) {
            final ArrowFrames frames = ArrowFrames.parse(stream.bytes(), stream.length());
            final Schema common = common(frames.schema());
            for (final ArrowFrames.Frame frame : frames.batches()) {
                final ArrowBuf body = stream.bytes().slice(frame.bodyOffset(), frame.bodyLength());
                check(frame, body, common);
                batches.add(new ArrowBatch(this, frame, body));
            }
            complete = true;
            return batches;
        } finally {
            if (!complete) {
                batches.forEach(ArrowBatch::close);
            }
        }
    }

    private Schema common(final ByteBuffer metadata) throws StarRocksException {
        if (schema == null) {
            final Schema first = ArrowSchemas.read(metadata);
            if (first.getFields().size() != columns) {
                throw ArrowFrames.malformed("it has %d columns, the scan %d".formatted(first.getFields().size(), columns));
            }
            schemaMetadata = metadata;
            schema = first;
        } else if (!metadata.equals(schemaMetadata) && !ArrowSchemas.read(metadata).equals(schema)) {
            throw ArrowFrames.malformed("its schema differs from that of the previous batches");
        }
        return schema;
    }

    private static void check(final ArrowFrames.Frame frame, final ArrowBuf body, final Schema schema) throws StarRocksException {
        try {
            ArrowLayout.check(body, frame, schema);
        } catch (RuntimeException e) {
            throw ArrowFrames.malformed("a batch cannot be checked", e);
        }
    }

    /** Replaces the contents of the vectors by a batch. */
    void load(final ArrowFrames.Frame frame, final ArrowBuf body) throws StarRocksException {
        clear();
        try (ArrowRecordBatch batch = recordBatch(frame, body)) {
            if (root == null) {
                root = VectorSchemaRoot.create(schema, allocator);
                loader = new VectorLoader(root);
            }
            loader.load(batch);
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            throw new StarRocksException(Kind.BATCH_TOO_LARGE, "a batch of %d bytes exceeds the memory of this JVM. Use smaller batches or more memory."
                    .formatted(frame.bodyLength()), e);
        } catch (IOException | RuntimeException e) {
            throw ArrowFrames.malformed("a batch cannot be loaded", e);
        }
    }

    /** The reference that Arrow releases is one of its own. */
    private static ArrowRecordBatch recordBatch(final ArrowFrames.Frame frame, final ArrowBuf body) throws IOException {
        body.getReferenceManager().retain();
        boolean passedOn = false;
        try {
            final ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(frame.batch(), body);
            passedOn = true;
            return batch;
        } finally {
            if (!passedOn) {
                body.getReferenceManager().release();
            }
        }
    }

    /** Empties the vectors. */
    void clear() {
        if (root != null) {
            root.clear();
        }
    }

    Schema schema() {
        return schema;
    }

    VectorSchemaRoot root() {
        return root;
    }

    long allocatedBytes() {
        return allocator.getAllocatedMemory();
    }

    /** @throws IllegalStateException when memory was not released */
    @Override
    public void close() {
        if (root != null) {
            root.close();
        }
        allocator.close();
    }
}
