package io.github.nifistarrocks.processors.change.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.change.decode.FieldDecoding.ValueDecoder;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * The encodings that the schema of Kafka Connect's JSON names (JsonConverter with schemas.enable, Debezium's "Data type mappings"). A field without such a name
 * is decoded by the type of the target column.
 */
public final class ConnectSchemaDecodings implements FieldDecodings {

    private final Map<String, ConnectField> fields = new HashMap<>();
    private final ColumnTypeDecodings byColumn;

    /** @param struct the schema of a row image: its {@code fields} have {@code field}, {@code type}, {@code name} and {@code parameters} */
    public ConnectSchemaDecodings(final Record struct, final ColumnTypeDecodings byColumn) {
        this.byColumn = byColumn;
        for (final Object field : SourceValues.elements(struct.getValue("fields"))) {
            SourceValues.record(field).ifPresent(schema -> fields.put(schema.getAsString("field"), new ConnectField(schema)));
        }
    }

    @Override
    public Optional<FieldDecoding> of(final RecordField field, final TargetColumns target) {
        final ConnectField described = fields.get(field.getFieldName());
        if (described == null) {
            return byColumn.of(field, target);
        }
        return described.isPlain() ? byColumn.ofPlain(field, target) : decoding(described, target.typeFor(field.getFieldName()));
    }

    private static Optional<FieldDecoding> decoding(final ConnectField field, final ColumnType column) {
        final Optional<SemanticType> semanticType = field.semanticType();
        if (semanticType.isPresent()) {
            return decoding(semanticType.get(), field, column);
        }
        if (field.isBytes()) {
            return Optional.of(new FieldDecoding(RecordTypes.BYTES, ValueDecoders::fromBase64));
        }
        return field.isArray() ? array(field) : Optional.empty();
    }

    private static Optional<FieldDecoding> decoding(final SemanticType semanticType, final ConnectField field, final ColumnType column) {
        return switch (semanticType) {
            case DATE -> temporal(ValueDecoders.DATE, column, ValueDecoders::date);
            case TIMESTAMP_MILLIS -> dateTime(column, EpochUnit.MILLIS);
            case TIMESTAMP_MICROS -> dateTime(column, EpochUnit.MICROS);
            case TIMESTAMP_NANOS -> dateTime(column, EpochUnit.NANOS);
            case TIME_MILLIS -> time(column, EpochUnit.MILLIS);
            case TIME_MICROS -> time(column, EpochUnit.MICROS);
            case TIME_NANOS -> time(column, EpochUnit.NANOS);
            case ZONED_TIMESTAMP -> zonedTimestamp(column);
            case DECIMAL -> {
                final int scale = field.parameter("scale");
                yield Optional.of(new FieldDecoding(RecordTypes.decimal(field.parameter("connect.decimal.precision"), scale),
                        value -> ValueDecoders.unscaled(value, scale)));
            }
            case VARIABLE_SCALE_DECIMAL -> Optional.of(new FieldDecoding(ValueDecoders.WIDEST_DECIMAL, ValueDecoders::variableScale));
            case BITS -> Optional.of(bits(field.parameter("length"), column));
        };
    }

    /** Numbers stay numbers where the target column holds whole numbers. */
    private static Optional<FieldDecoding> temporal(final DataType type, final ColumnType column, final ValueDecoder decoder) {
        return RecordTypes.isWholeNumber(column) ? Optional.empty() : Optional.of(new FieldDecoding(type, decoder));
    }

    private static Optional<FieldDecoding> dateTime(final ColumnType column, final EpochUnit unit) {
        return temporal(ValueDecoders.DATE_TIME, column, value -> ValueDecoders.dateTime(value, unit));
    }

    private static Optional<FieldDecoding> time(final ColumnType column, final EpochUnit unit) {
        return temporal(ValueDecoders.TEXT, column, value -> ValueDecoders.time(value, unit));
    }

    private static Optional<FieldDecoding> zonedTimestamp(final ColumnType column) {
        return RecordTypes.isText(column) || column == ScalarType.JSON
                ? Optional.empty()
                : Optional
                        .of(new FieldDecoding(ValueDecoders.DATE_TIME, value -> value instanceof final String text ? ValueDecoders.isoDateTime(text) : value));
    }

    /** Little-endian bytes: a number for numbers and flags, bytes for bytes, else text with one digit for each bit, as PostgreSQL writes it. */
    private static FieldDecoding bits(final int length, final ColumnType column) {
        if (RecordTypes.isBinary(column)) {
            return new FieldDecoding(RecordTypes.BYTES, ValueDecoders::fromBase64);
        }
        if (RecordTypes.isNumber(column) || column == ScalarType.BOOLEAN) {
            return new FieldDecoding(RecordFieldType.BIGINT.getDataType(), ConnectSchemaDecodings::bitsAsNumber);
        }
        return new FieldDecoding(ValueDecoders.TEXT, value -> {
            final String digits = bitsAsNumber(value).toString(2);
            // A length that varies is declared as its maximum, or not at all; the number of leading zeros is then not known.
            final int bits = length == Integer.MAX_VALUE ? 0 : Math.min(length, bitBytes(value).length * Byte.SIZE);
            return "0".repeat(Math.max(0, bits - digits.length())) + digits;
        });
    }

    private static byte[] bitBytes(final Object value) throws UndecodableException {
        return SourceValues.bytes(ValueDecoders.fromBase64(value))
                .orElseThrow(() -> new UndecodableException("%s is not the bytes of a bit string".formatted(SourceValues.quote(value))));
    }

    private static BigInteger bitsAsNumber(final Object value) throws UndecodableException {
        final byte[] bytes = bitBytes(value);
        final byte[] bigEndian = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            bigEndian[bytes.length - 1 - i] = bytes[i];
        }
        return new BigInteger(1, bigEndian);
    }

    private static Optional<FieldDecoding> array(final ConnectField array) {
        return array.items().flatMap(element -> decoding(element, ColumnType.UNKNOWN)).map(element -> new FieldDecoding(
                RecordFieldType.ARRAY.getArrayDataType(element.type()), value -> decodeElements(value, element.decoder())));
    }

    private static Object decodeElements(final Object value, final ValueDecoder decoder) throws UndecodableException {
        final List<Object> decoded = new ArrayList<>();
        for (final Object element : SourceValues.elements(value)) {
            decoded.add(element == null ? null : decoder.decode(element));
        }
        return decoded.toArray();
    }

    /** @param schema of one field in a struct, or of the elements of an array */
    private record ConnectField(Record schema) {

        Optional<SemanticType> semanticType() {
            return SemanticType.of(schema.getValue("name"));
        }

        /** Whether the schema says nothing about the encoding of the values. */
        boolean isPlain() {
            return schema.getValue("name") == null && !isBytes() && !isArray();
        }

        boolean isBytes() {
            return "bytes".equals(String.valueOf(schema.getValue("type")));
        }

        boolean isArray() {
            return "array".equals(String.valueOf(schema.getValue("type")));
        }

        Optional<ConnectField> items() {
            return SourceValues.record(schema.getValue("items")).map(ConnectField::new);
        }

        /** Parameters are text; a missing one is 0. */
        int parameter(final String name) {
            return SourceValues.record(schema.getValue("parameters")).flatMap(parameters -> SourceValues.decimal(parameters.getValue(name)))
                    .map(BigDecimal::intValue).orElse(0);
        }
    }
}
