package io.github.nifistarrocks.client.scan.arrow;

import java.nio.ByteBuffer;
import java.util.List;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads schema messages of bounded size whose types this client supports. */
final class ArrowSchemas {

    private static final int MAX_DEPTH = 64;
    /** StarRocks allows 10,000 columns, and the parts of nested types are fields too. */
    private static final int MAX_FIELDS = 50_000;
    private static final int MAX_PRECISION = 76;
    private static final long MAX_SIZE = 16L * 1024 * 1024;
    /** Names of fields have up to many megabytes. */
    private static final int MAX_SHOWN_LENGTH = 300;

    private long size;
    private int fields;

    private ArrowSchemas() {}

    static Schema read(final ByteBuffer metadata) throws StarRocksException {
        try {
            final Message message = Message.getRootAsMessage(metadata.duplicate());
            final org.apache.arrow.flatbuf.Schema table = (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema());
            if (table.endianness() != Endianness.Little) {
                throw ArrowFrames.malformed("it is big-endian");
            }
            new ArrowSchemas().measure(table);
            final Schema schema = MessageSerializer.deserializeSchema(message);
            for (final org.apache.arrow.vector.types.pojo.Field field : schema.getFields()) {
                requireReadable(field, field.getName());
            }
            return schema;
        } catch (RuntimeException e) {
            throw ArrowFrames.malformed("its schema is damaged", e);
        }
    }

    /** Tables of a message can share parts and contain themselves, so a small message can describe a huge tree. It is measured before it is built. */
    private void measure(final org.apache.arrow.flatbuf.Schema schema) throws StarRocksException {
        for (int index = 0; index < schema.customMetadataLength(); index++) {
            measure(schema.customMetadata(index));
        }
        for (int index = 0; index < schema.fieldsLength(); index++) {
            measure(schema.fields(index), 1);
        }
    }

    private void measure(final Field field, final int depth) throws StarRocksException {
        fields++;
        if (fields > MAX_FIELDS) {
            throw ArrowFrames.malformed("its schema has more than %d fields".formatted(MAX_FIELDS));
        }
        final ByteBuffer name = field.nameAsByteBuffer();
        if (name == null) {
            throw ArrowFrames.malformed("its schema has a field without a name");
        }
        add(1L + name.remaining());
        measureType(field);
        for (int index = 0; index < field.customMetadataLength(); index++) {
            measure(field.customMetadata(index));
        }
        if (depth > MAX_DEPTH) {
            throw ArrowFrames.malformed("its schema is nested deeper than %d levels".formatted(MAX_DEPTH));
        }
        for (int index = 0; index < field.childrenLength(); index++) {
            measure(field.children(index), depth + 1);
        }
    }

    /** Arrow allocates the ids of a union by their announced number, and the time zone of a timestamp anew for each field that shares it. */
    private void measureType(final Field field) throws StarRocksException {
        if (field.typeType() == Type.Union) {
            throw new StarRocksException(Kind.INVALID, "a column has the Arrow type Union, which this client cannot read. Exclude it from the columns.");
        }
        if (field.typeType() == Type.Timestamp) {
            final ByteBuffer zone = ((Timestamp) field.type(new Timestamp())).timezoneAsByteBuffer();
            add(zone == null ? 0 : zone.remaining());
        }
    }

    private void measure(final KeyValue entry) throws StarRocksException {
        final ByteBuffer key = entry.keyAsByteBuffer();
        final ByteBuffer value = entry.valueAsByteBuffer();
        add(1L + (key == null ? 0 : key.remaining()) + (value == null ? 0 : value.remaining()));
    }

    private void add(final long part) throws StarRocksException {
        size += part;
        if (size > MAX_SIZE) {
            throw ArrowFrames.malformed("its schema is too large");
        }
    }

    private static void requireReadable(final org.apache.arrow.vector.types.pojo.Field field, final String column) throws StarRocksException {
        if (field.getDictionary() != null || !isReadable(field.getType()) || field.getType().isComplex() && field.getChildren().isEmpty()) {
            throw new StarRocksException(Kind.INVALID, "column [%s] has the Arrow type %s, which this client cannot read. Exclude it from the columns."
                    .formatted(shown(column), shown(field.toString())));
        }
        if (!hasPartsOfItsType(field)) {
            throw ArrowFrames
                    .malformed("column [%s] has the Arrow type %s, whose parts are not those of its kind".formatted(shown(column), shown(field.toString())));
        }
        for (final org.apache.arrow.vector.types.pojo.Field child : field.getChildren()) {
            requireReadable(child, column);
        }
    }

    private static boolean hasPartsOfItsType(final org.apache.arrow.vector.types.pojo.Field field) {
        final List<org.apache.arrow.vector.types.pojo.Field> parts = field.getChildren();
        return switch (field.getType().getTypeID()) {
            case Struct -> !parts.isEmpty();
            case List -> parts.size() == 1;
            case Map -> parts.size() == 1 && parts.getFirst().getType() instanceof ArrowType.Struct && parts.getFirst().getChildren().size() == 2;
            default -> parts.isEmpty();
        };
    }

    /** The beginning of a text of the peer, for a message. */
    static String shown(final String text) {
        return ErrorText.truncate(text, MAX_SHOWN_LENGTH);
    }

    private static boolean isReadable(final ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            return (decimal.getBitWidth() == 128 || decimal.getBitWidth() == 256) && decimal.getScale() >= 0 && decimal.getScale() <= decimal.getPrecision()
                    && decimal.getPrecision() <= MAX_PRECISION;
        }
        return switch (type.getTypeID()) {
            case Bool, Int, FloatingPoint, Utf8, Binary, List, Map, Struct, Date, Time, Timestamp -> true;
            default -> false;
        };
    }
}
