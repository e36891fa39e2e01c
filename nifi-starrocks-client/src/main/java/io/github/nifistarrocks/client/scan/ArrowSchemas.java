package io.github.nifistarrocks.client.scan;

import java.nio.ByteBuffer;

import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads schema messages: of bounded size, and of the types only that this client's vectors and checks know. */
final class ArrowSchemas {

    private static final int DEEPEST_FIELD = 64;
    private static final int MOST_DIGITS = 76;
    private static final long MOST_WEIGHT = 16L * 1024 * 1024;

    private long weight;

    private ArrowSchemas() {}

    static Schema read(final ByteBuffer metadata) throws ScanFault {
        try {
            final Message message = Message.getRootAsMessage(metadata.duplicate());
            final org.apache.arrow.flatbuf.Schema table = (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema());
            if (table.endianness() != Endianness.Little) {
                throw ArrowFrames.malformed("it is big-endian", null);
            }
            new ArrowSchemas().weigh(table);
            final Schema schema = MessageSerializer.deserializeSchema(message);
            for (final org.apache.arrow.vector.types.pojo.Field field : schema.getFields()) {
                requireReadable(field, field.getName());
            }
            return schema;
        } catch (RuntimeException e) {
            throw ArrowFrames.malformed("its schema is damaged: " + e, e);
        }
    }

    /** Tables of a message can share parts and even contain themselves, so a small one may stand for a huge tree: it is measured before it is built. */
    private void weigh(final org.apache.arrow.flatbuf.Schema schema) throws ScanFault {
        for (int index = 0; index < schema.customMetadataLength(); index++) {
            weigh(schema.customMetadata(index));
        }
        for (int index = 0; index < schema.fieldsLength(); index++) {
            weigh(schema.fields(index), 1);
        }
    }

    private void weigh(final Field field, final int depth) throws ScanFault {
        final ByteBuffer name = field.nameAsByteBuffer();
        add(1L + (name == null ? 0 : name.remaining()));
        for (int index = 0; index < field.customMetadataLength(); index++) {
            weigh(field.customMetadata(index));
        }
        if (depth > DEEPEST_FIELD) {
            throw ArrowFrames.malformed("its schema is nested deeper than %d".formatted(DEEPEST_FIELD), null);
        }
        for (int index = 0; index < field.childrenLength(); index++) {
            weigh(field.children(index), depth + 1);
        }
    }

    private void weigh(final KeyValue entry) throws ScanFault {
        final ByteBuffer key = entry.keyAsByteBuffer();
        final ByteBuffer value = entry.valueAsByteBuffer();
        add(1L + (key == null ? 0 : key.remaining()) + (value == null ? 0 : value.remaining()));
    }

    private void add(final long part) throws ScanFault {
        weight += part;
        if (weight > MOST_WEIGHT) {
            throw ArrowFrames.malformed("its schema is too large", null);
        }
    }

    private static void requireReadable(final org.apache.arrow.vector.types.pojo.Field field, final String column) throws ScanFault {
        if (field.getDictionary() != null || !isReadable(field.getType()) || field.getType().isComplex() && field.getChildren().isEmpty()) {
            throw new ScanFault(Kind.INVALID, "column [%s] comes as Arrow %s, which this client cannot read. Leave it out of the columns."
                    .formatted(column, field));
        }
        for (final org.apache.arrow.vector.types.pojo.Field child : field.getChildren()) {
            requireReadable(child, column);
        }
    }

    private static boolean isReadable(final ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            return (decimal.getBitWidth() == 128 || decimal.getBitWidth() == 256) && decimal.getScale() >= 0 && decimal.getScale() <= decimal.getPrecision()
                    && decimal.getPrecision() <= MOST_DIGITS;
        }
        return switch (type.getTypeID()) {
            case Bool, Int, FloatingPoint, Utf8, Binary, List, Map, Struct, Date, Time, Timestamp -> true;
            default -> false;
        };
    }
}
