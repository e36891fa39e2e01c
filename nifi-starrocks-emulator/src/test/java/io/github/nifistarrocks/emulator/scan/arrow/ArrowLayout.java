package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;

/** Everything that an Arrow stream says, as lines; where its messages place it does not matter. */
final class ArrowLayout {

    private final ByteBuffer stream;
    private final List<String> lines = new ArrayList<>();

    private ArrowLayout(final byte[] stream) {
        this.stream = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    }

    static List<String> of(final byte[] stream) {
        final ArrowLayout layout = new ArrowLayout(stream);
        while (layout.readMessage()) {
            continue;
        }
        layout.lines.add("bytes behind the end: " + layout.stream.remaining());
        return layout.lines;
    }

    private boolean readMessage() {
        lines.add("continuation " + Integer.toHexString(stream.getInt()));
        final int size = stream.getInt();
        if (size == 0) {
            return false;
        }
        final Message message = Message.getRootAsMessage(stream.slice(stream.position(), size).order(ByteOrder.LITTLE_ENDIAN));
        stream.position(stream.position() + size);
        lines.add("message version %d, aligned %b, metadata %d".formatted(message.version(), stream.position() % Long.BYTES == 0,
                message.customMetadataLength()));
        switch (message.headerType()) {
            case MessageHeader.Schema -> schema((Schema) message.header(new Schema()));
            case MessageHeader.RecordBatch -> {
                batch((RecordBatch) message.header(new RecordBatch()), stream.slice(stream.position(), (int) message.bodyLength()));
                stream.position(stream.position() + (int) message.bodyLength());
            }
            default -> lines.add("message type " + message.headerType());
        }
        return true;
    }

    private void schema(final Schema schema) {
        lines.add("schema endianness %d, metadata %d, features %d".formatted(schema.endianness(), schema.customMetadataLength(), schema.featuresLength()));
        for (int index = 0; index < schema.fieldsLength(); index++) {
            lines.add(text(schema.fields(index)));
        }
    }

    private static String text(final Field field) {
        final StringJoiner children = new StringJoiner(", ", "<", ">");
        for (int index = 0; index < field.childrenLength(); index++) {
            children.add(text(field.children(index)));
        }
        return "%s %s%s%s%s%s".formatted(field.name(), type(field), children, field.nullable() ? "" : " not null",
                field.dictionary() == null ? "" : " dictionary",
                field.customMetadataLength() == 0 ? "" : " metadata");
    }

    private static String type(final Field field) {
        final String name = Type.name(field.typeType());
        return switch (field.typeType()) {
            case Type.Int -> {
                final Int type = (Int) field.type(new Int());
                yield "%s(%d, signed %b)".formatted(name, type.bitWidth(), type.isSigned());
            }
            case Type.FloatingPoint -> "%s(%d)".formatted(name, ((FloatingPoint) field.type(new FloatingPoint())).precision());
            case Type.Decimal -> {
                final Decimal type = (Decimal) field.type(new Decimal());
                yield "%s(%d, %d, %d bits)".formatted(name, type.precision(), type.scale(), type.bitWidth());
            }
            case Type.Map -> "%s(sorted %b)".formatted(name, ((org.apache.arrow.flatbuf.Map) field.type(new org.apache.arrow.flatbuf.Map())).keysSorted());
            default -> name;
        };
    }

    private void batch(final RecordBatch batch, final ByteBuffer body) {
        lines.add("batch of %d rows, compressed %b, body of %d bytes".formatted(batch.length(), batch.compression() != null, body.remaining()));
        for (int index = 0; index < batch.nodesLength(); index++) {
            final FieldNode node = batch.nodes(index);
            lines.add("node %d: length %d, %d NULL".formatted(index, node.length(), node.nullCount()));
        }
        for (int index = 0; index < batch.buffersLength(); index++) {
            final Buffer buffer = batch.buffers(index);
            final byte[] bytes = new byte[(int) buffer.length()];
            body.get((int) buffer.offset(), bytes);
            lines.add("buffer %d: at %d %s".formatted(index, buffer.offset(), HexFormat.of().formatHex(bytes)));
        }
    }
}
