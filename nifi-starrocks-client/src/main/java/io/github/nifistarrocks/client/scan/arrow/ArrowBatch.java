package io.github.nifistarrocks.client.scan.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.github.nifistarrocks.client.core.StarRocksException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A record batch as the BE sent it, checked but not decoded. To be closed; its vectors are those of the scan, which one batch uses at a time. */
public final class ArrowBatch implements AutoCloseable {

    private static final int CONTINUATION = -1;
    private static final int ALIGNMENT = 8;
    private static final int PART_BYTES = 64 * 1024;

    private final ArrowBatches scan;
    private final ArrowFrames.Frame frame;
    private final ArrowBuf body;
    private boolean loaded;

    /** @param body a reference to it is kept until this batch is closed */
    ArrowBatch(final ArrowBatches scan, final ArrowFrames.Frame frame, final ArrowBuf body) {
        this.scan = scan;
        this.frame = frame;
        this.body = body;
        body.getReferenceManager().retain();
    }

    /** Schema of all batches of the scan. */
    public Schema schema() {
        return scan.schema();
    }

    public int rowCount() {
        return frame.rows();
    }

    /** Bytes of its values. */
    public long byteCount() {
        return frame.bodyLength();
    }

    /**
     * Number of NULLs in a column or in a part of one.
     *
     * @param node its position among all columns and their parts, each column followed by its parts
     */
    public long nullCount(final int node) {
        return frame.batch().nodes(node).nullCount();
    }

    /**
     * The values as vectors, until this batch is closed.
     *
     * @throws StarRocksException PROTOCOL or BATCH_TOO_LARGE
     */
    public VectorSchemaRoot vectors() throws StarRocksException {
        if (!loaded) {
            loaded = true;
            scan.load(frame, body);
        }
        return scan.root();
    }

    /** Writes the message of an Arrow IPC stream: the bytes of the BE, whose description is padded where its form is that of Arrow before 0.15. */
    void writeTo(final OutputStream out) throws IOException {
        final int metadataLength = frame.metadata().capacity();
        final int padded = Math.ceilDiv(metadataLength, ALIGNMENT) * ALIGNMENT;
        out.write(ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(CONTINUATION).putInt(padded).array());
        out.write(frame.metadata().array(), 0, metadataLength);
        out.write(new byte[padded - metadataLength]);
        final byte[] part = new byte[(int) Math.min(PART_BYTES, frame.bodyLength())];
        long position = 0;
        while (position < frame.bodyLength()) {
            final int count = (int) Math.min(part.length, frame.bodyLength() - position);
            body.getBytes(position, part, 0, count);
            out.write(part, 0, count);
            position += count;
        }
    }

    @Override
    public void close() {
        if (loaded) {
            scan.clear();
        }
        body.getReferenceManager().release();
    }
}
