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
import org.apache.arrow.memory.ArrowBuf;

/**
 * Positions of the messages of one Arrow IPC stream in a buffer: its schema and its record batches. Reads lengths and descriptions only, so it is cheap.
 *
 * @param schema metadata of the schema message
 * @param batches in the order of the stream; a BE sends exactly one
 */
record ArrowFrames(ByteBuffer schema, List<Frame> batches) {

    private static final int CONTINUATION = -1;
    /** Those of StarRocks' 10,000 columns, with all their parts, are a tenth of it. */
    private static final int MAX_METADATA_BYTES = 32 * 1024 * 1024;

    /**
     * A record batch.
     *
     * @param metadata of its message
     * @param batch its description, within the metadata
     * @param bodyOffset position of its buffers in the stream
     * @param bodyLength bytes of all its buffers
     */
    record Frame(ByteBuffer metadata, RecordBatch batch, long bodyOffset, long bodyLength) {

        int rows() {
            return (int) batch.length();
        }
    }

    /** @throws StarRocksException PROTOCOL when the bytes are not a stream of one schema followed by complete record batches */
    static ArrowFrames parse(final ArrowBuf bytes, final int length) throws StarRocksException {
        try {
            return new Parser(bytes, length).parse();
        } catch (RuntimeException e) {
            throw malformed("its messages are damaged", e);
        }
    }

    private static final class Parser {

        private final ArrowBuf bytes;
        private final int length;
        private int position;

        private Parser(final ArrowBuf bytes, final int length) {
            this.bytes = bytes;
            this.length = length;
        }

        private ArrowFrames parse() throws StarRocksException {
            ByteBuffer schema = null;
            final List<Frame> batches = new ArrayList<>();
            while (position < length) {
                int metadataLength = number();
                if (metadataLength == CONTINUATION) {
                    metadataLength = number();
                }
                if (metadataLength == 0) {
                    break;
                }
                final ByteBuffer metadata = metadata(metadataLength);
                final Message message = Message.getRootAsMessage(metadata.duplicate().order(ByteOrder.LITTLE_ENDIAN));
                final int bodyOffset = skip(message.bodyLength());
                switch (message.headerType()) {
                    case MessageHeader.Schema -> {
                        if (schema != null) {
                            throw malformed("it has two schemas");
                        }
                        schema = metadata;
                    }
                    case MessageHeader.RecordBatch -> batches.add(frame(metadata, message, bodyOffset));
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

        private int number() throws StarRocksException {
            return bytes.getInt(skip(Integer.BYTES));
        }

        private ByteBuffer metadata(final int size) throws StarRocksException {
            if (size > MAX_METADATA_BYTES) {
                throw malformed("a message has metadata of %d bytes".formatted(size));
            }
            final int start = skip(size);
            final byte[] copy = new byte[size];
            bytes.getBytes(start, copy);
            return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** @return where the part begins */
        private int skip(final long count) throws StarRocksException {
            if (count < 0 || count > length - position) {
                throw malformed("%d bytes are announced, but %d are left".formatted(count, length - position));
            }
            final int start = position;
            position += (int) count;
            return start;
        }
    }

    private static Frame frame(final ByteBuffer metadata, final Message message, final int bodyOffset) throws StarRocksException {
        final RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE) {
            throw malformed("it has a batch of %d rows".formatted(batch.length()));
        }
        if (batch.compression() != null) {
            throw malformed("it is compressed");
        }
        return new Frame(metadata, batch, bodyOffset, message.bodyLength());
    }

    static StarRocksException malformed(final String what) {
        return new StarRocksException(Kind.PROTOCOL, message(what));
    }

    static StarRocksException malformed(final String what, final Exception cause) {
        return new StarRocksException(Kind.PROTOCOL, message("%s: %s".formatted(what, ArrowSchemas.shown(cause.toString()))), cause);
    }

    private static String message(final String what) {
        return "the batch is not the Arrow stream that a BE sends: %s.".formatted(what);
    }
}
