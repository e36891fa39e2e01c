package io.github.nifistarrocks.processors.change.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.change.decode.FieldDecoding.ValueDecoder;
import io.github.nifistarrocks.processors.option.EpochUnit;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * The encodings that the schema of Kafka Connect's JSON names (JsonConverter with schemas.enable, Debezium's "Data type mappings"). A field that names none is
 * decoded by the target's column.
 */
public final class ConnectSchemaDecodings implements FieldDecodings {

    private final Map<String, Record> fields = new HashMap<>();
    private final ColumnTypeDecodings byColumn;

    /** @param struct the schema of a row image: its {@code fields} have {@code field}, {@code type}, {@code name} and {@code parameters} */
    public ConnectSchemaDecodings(final Record struct, final ColumnTypeDecodings byColumn) {
        this.byColumn = byColumn;
        for (final Object field : SourceValues.elements(struct.getValue("fields"))) {
            final Record described = SourceValues.record(field);
            if (described != null) {
                fields.put(described.getAsString("field"), described);
            }
        }
    }

    @Override
    public Optional<FieldDecoding> of(final RecordField field, final TargetColumns target) {
        final Record described = fields.get(field.getFieldName());
        if (described == null) {
            return byColumn.of(field, target);
        }
        final Optional<TableColumn> column = target.columnFor(field.getFieldName());
        final String type = String.valueOf(described.getValue("type"));
        if (described.getValue("name") == null && !"bytes".equals(type) && !"array".equals(type)) {
            return byColumn.ofPlain(field, target);
        }
        return decoding(described, ColumnTypes.name(column));
    }

    private static Optional<FieldDecoding> decoding(final Record described, final String columnType) {
        final String name = String.valueOf(described.getValue("name"));
        return switch (name) {
            case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> temporal(ValueDecoders.DATE, columnType, ValueDecoders::date);
            case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" -> dateTime(columnType, EpochUnit.MILLIS);
            case "io.debezium.time.MicroTimestamp" -> dateTime(columnType, EpochUnit.MICROS);
            case "io.debezium.time.NanoTimestamp" -> dateTime(columnType, EpochUnit.NANOS);
            case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" -> time(columnType, EpochUnit.MILLIS);
            case "io.debezium.time.MicroTime" -> time(columnType, EpochUnit.MICROS);
            case "io.debezium.time.NanoTime" -> time(columnType, EpochUnit.NANOS);
            case "io.debezium.time.ZonedTimestamp" -> ColumnTypes.isText(columnType)
                    ? Optional.empty()
                    : Optional.of(new FieldDecoding(ValueDecoders.DATE_TIME, value -> value instanceof String text ? ValueDecoders.isoDateTime(text) : value));
            case "org.apache.kafka.connect.data.Decimal" -> {
                final int scale = parameter(described, "scale");
                yield Optional.of(new FieldDecoding(ValueDecoders.decimalType(parameter(described, "connect.decimal.precision"), scale),
                        value -> ValueDecoders.unscaled(value, scale)));
            }
            case "io.debezium.data.VariableScaleDecimal" -> Optional.of(new FieldDecoding(ValueDecoders.widestDecimal(), ValueDecoders::variableScale));
            case "io.debezium.data.Bits" -> Optional.of(bits(parameter(described, "length"), columnType));
            default -> switch (String.valueOf(described.getValue("type"))) {
                case "bytes" -> Optional.of(new FieldDecoding(ValueDecoders.BYTES, ValueDecoders::fromBase64));
                case "array" -> array(described);
                default -> Optional.empty();
            };
        };
    }

    /** Numbers stay numbers where the target's column is one of integers. */
    private static Optional<FieldDecoding> temporal(final DataType type, final String columnType, final ValueDecoder decoder) {
        return ColumnTypes.isInteger(columnType) ? Optional.empty() : Optional.of(new FieldDecoding(type, decoder));
    }

    private static Optional<FieldDecoding> dateTime(final String columnType, final EpochUnit unit) {
        return temporal(ValueDecoders.DATE_TIME, columnType, value -> ValueDecoders.dateTime(value, unit));
    }

    private static Optional<FieldDecoding> time(final String columnType, final EpochUnit unit) {
        return temporal(ValueDecoders.TEXT, columnType, value -> ValueDecoders.time(value, unit));
    }

    /** Little-endian bytes: a number for numbers and flags, bytes for bytes, else text with one digit for each bit, as PostgreSQL writes it. */
    private static FieldDecoding bits(final int length, final String columnType) {
        if (ColumnTypes.isBinary(columnType)) {
            return new FieldDecoding(ValueDecoders.BYTES, ValueDecoders::fromBase64);
        }
        if (ColumnTypes.isNumber(columnType) || "BOOLEAN".equals(columnType)) {
            return new FieldDecoding(RecordFieldType.BIGINT.getDataType(), ConnectSchemaDecodings::bitsAsNumber);
        }
        return new FieldDecoding(ValueDecoders.TEXT, value -> {
            final String digits = bitsAsNumber(value).toString(2);
            // Where the length varies the greatest one is told, or none; which zeros stand in front is not known then.
            final int told = length == Integer.MAX_VALUE ? 0 : Math.min(length, bitBytes(value).length * Byte.SIZE);
            return "0".repeat(Math.max(0, told - digits.length())) + digits;
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

    private static Optional<FieldDecoding> array(final Record described) {
        final Record items = SourceValues.record(described.getValue("items"));
        return Optional.ofNullable(items).flatMap(element -> decoding(element, "")).map(element -> new FieldDecoding(
                RecordFieldType.ARRAY.getArrayDataType(element.type()), value -> decodeElements(value, element.decoder())));
    }

    private static Object decodeElements(final Object value, final ValueDecoder decoder) throws UndecodableException {
        final List<Object> decoded = new ArrayList<>();
        for (final Object element : SourceValues.elements(value)) {
            decoded.add(element == null ? null : decoder.decode(element));
        }
        return decoded.toArray();
    }

    /** Parameters are text; one that is missing counts as 0. */
    private static int parameter(final Record described, final String name) {
        final Record parameters = SourceValues.record(described.getValue("parameters"));
        final BigDecimal number = parameters == null ? null : SourceValues.decimal(parameters.getValue(name));
        return number == null ? 0 : number.intValue();
    }
}
