package io.github.nifistarrocks.client.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Positions of the messages of one Arrow IPC stream in an array: its schema and its record batches. Reads lengths only, so it is cheap.
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
     * @param rows number of its rows
     * @param bodyOffset position of its buffers in the array
     * @param bodyLength bytes of all its buffers
     */
    record Frame(RecordBatch batch, int rows, int bodyOffset, int bodyLength) {}

    long rows() {
        return batches.stream().mapToLong(Frame::rows).sum();
    }

    /** @throws StarRocksException PROTOCOL when the bytes are not a stream of one schema followed by complete record batches */
    static ArrowFrames parse(final byte[] bytes, final int length) throws StarRocksException {
        try {
            return parse(ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN));
        } catch (RuntimeException e) {
            throw malformed("its messages are damaged", e);
        }
    }

    private static ArrowFrames parse(final ByteBuffer stream) throws StarRocksException {
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
                        throw malformed("it has two schemas");
                    }
                    schema = metadata;
                }
                case MessageHeader.RecordBatch -> batches.add(frame((RecordBatch) message.header(new RecordBatch()), bodyOffset, bodyLength));
                default -> throw malformed("it has a message of type %d (%s)".formatted(message.headerType(), MessageHeader.name(message.headerType())));
            }
            if (schema == null) {
                throw malformed("it does not begin with a schema");
            }
        }
        if (schema == null) {
            throw malformed("it has no schema");
        }
        return new ArrowFrames(schema, batches);
    }

    private static Frame frame(final RecordBatch batch, final int bodyOffset, final int bodyLength) throws StarRocksException {
        if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE) {
            throw malformed("it has a batch of %d rows".formatted(batch.length()));
        }
        if (batch.compression() != null) {
            throw malformed("it is compressed");
        }
        return new Frame(batch, (int) batch.length(), bodyOffset, bodyLength);
    }

    private static ByteBuffer take(final ByteBuffer stream, final long count) throws StarRocksException {
        if (count < 0 || count > stream.remaining()) {
            throw malformed("%d bytes are announced, but %d are left".formatted(count, stream.remaining()));
        }
        final ByteBuffer part = stream.slice(stream.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        stream.position(stream.position() + (int) count);
        return part;
    }

    static StarRocksException malformed(final String what) {
        return new StarRocksException(Kind.PROTOCOL, message(what));
    }

    static StarRocksException malformed(final String what, final Exception cause) {
        return new StarRocksException(Kind.PROTOCOL, message("%s: %s".formatted(what, cause)), cause);
    }

    private static String message(final String what) {
        return "the batch is not the Arrow stream that a BE sends: %s.".formatted(what);
    }
}
