package io.github.nifistarrocks.client.scan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Where the messages of one Arrow IPC stream lie in an array: its schema and its record batches. Only looks at lengths, so it costs next to nothing.
 *
 * @param schema metadata of the schema message
 * @param batches in the order of the stream; a BE sends exactly one
 */
record ArrowFrames(ByteBuffer schema, List<Frame> batches) {

    private static final int CONTINUATION = -1;

    /**
     * A record batch.
     *
     * @param batch its description
     * @param rows how many it has
     * @param bodyOffset where its buffers begin in the array
     * @param bodyLength bytes of all its buffers
     */
    record Frame(RecordBatch batch, int rows, int bodyOffset, int bodyLength) {}

    long rows() {
        return batches.stream().mapToLong(Frame::rows).sum();
    }

    /** @throws ScanFault when the bytes are no stream that begins with a schema and goes on with whole record batches */
    static ArrowFrames parse(final byte[] bytes, final int length) throws ScanFault {
        try {
            return parse(ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN));
        } catch (RuntimeException e) {
            throw malformed("its messages are damaged: " + e, e);
        }
    }

    private static ArrowFrames parse(final ByteBuffer stream) throws ScanFault {
        ByteBuffer schema = null;
        final List<Frame> batches = new ArrayList<>();
        while (stream.hasRemaining()) {
            int metadataLength = stream.getInt();
            if (metadataLength == CONTINUATION) {
                metadataLength = stream.getInt();
            }
            if (metadataLength == 0) {
                break;
            }
            final ByteBuffer metadata = take(stream, metadataLength);
            final Message message = Message.getRootAsMessage(metadata.duplicate());
            final int bodyOffset = stream.position();
            final int bodyLength = take(stream, message.bodyLength()).remaining();
            switch (message.headerType()) {
                case MessageHeader.Schema -> {
                    if (schema != null) {
                        throw malformed("it has two schemas", null);
                    }
                    schema = metadata;
                }
                case MessageHeader.RecordBatch -> batches.add(frame((RecordBatch) message.header(new RecordBatch()), bodyOffset, bodyLength));
                default -> throw malformed("it has a message of type %d (%s)".formatted(message.headerType(), MessageHeader.name(message.headerType())), null);
            }
            if (schema == null) {
                throw malformed("it does not begin with a schema", null);
            }
        }
        if (schema == null) {
            throw malformed("it has no schema", null);
        }
        return new ArrowFrames(schema, batches);
    }

    private static Frame frame(final RecordBatch batch, final int bodyOffset, final int bodyLength) throws ScanFault {
        if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE) {
            throw malformed("it has a batch of %d rows".formatted(batch.length()), null);
        }
        if (batch.compression() != null) {
            throw malformed("it is compressed", null);
        }
        return new Frame(batch, (int) batch.length(), bodyOffset, bodyLength);
    }

    private static ByteBuffer take(final ByteBuffer stream, final long count) throws ScanFault {
        if (count < 0 || count > stream.remaining()) {
            throw malformed("%d bytes are announced where %d are left".formatted(count, stream.remaining()), null);
        }
        final ByteBuffer part = stream.slice(stream.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        stream.position(stream.position() + (int) count);
        return part;
    }

    static ScanFault malformed(final String what, final Throwable cause) {
        return new ScanFault(Kind.PROTOCOL, "the batch is not the Arrow stream that a BE sends: %s.".formatted(what), cause);
    }
}
