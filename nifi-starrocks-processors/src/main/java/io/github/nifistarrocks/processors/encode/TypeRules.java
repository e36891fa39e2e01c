package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.DataType;

/** The rule of a column by its StarRocks type. */
final class TypeRules {

    private static final int LONGEST_VARCHAR = 1_048_576;
    private static final ValueRule ANYTHING = value -> null;

    private final LoadFormat format;
    private final TemporalText temporal;
    private final ColumnEncoders encoders;

    TypeRules(final LoadFormat format, final TemporalText temporal, final ColumnEncoders encoders) {
        this.format = format;
        this.temporal = temporal;
        this.encoders = encoders;
    }

    /** @param type what the row's schema says of the field */
    ValueRule ruleFor(final TableColumn column, final DataType type, final String field) {
        final RecordValue values = RecordValue.of(type, field);
        final ValueRule rule = byType(column, type, true);
        return value -> {
            final Object settled = values.settle(value);
            if (settled == null) {
                return column.nullable() ? null : "takes no NULL";
            }
            return rule.objection(settled instanceof Character ? settled.toString() : settled);
        };
    }

    /** The rule of a single value inside of a nested one. */
    ValueRule ruleForPart(final TableColumn part, final DataType type) {
        return byType(part, type, false);
    }

    /** @param whole whether the value stands alone in its column */
    private ValueRule byType(final TableColumn column, final DataType type, final boolean whole) {
        return switch (column.type()) {
            case "BOOLEAN" -> NumberRules.bool();
            case "TINYINT" -> NumberRules.signed(Byte.SIZE);
            case "SMALLINT" -> NumberRules.signed(Short.SIZE);
            case "INT" -> NumberRules.signed(Integer.SIZE);
            case "BIGINT" -> NumberRules.signed(Long.SIZE);
            case "LARGEINT" -> NumberRules.signed(2 * Long.SIZE);
            case "BITMAP" -> NumberRules.unsignedLong();
            case "FLOAT" -> NumberRules.single();
            case "DOUBLE", "PERCENTILE" -> NumberRules.real();
            case "DECIMAL" -> column.precision().isPresent() && column.scale().isPresent()
                    ? NumberRules.decimal(column.precision().getAsInt(), column.scale().getAsInt())
                    : NumberRules.real();
            case "DATE" -> value -> date(value, column, "takes dates from 0000-01-01 to 9999-12-31");
            case "DATETIME" -> value -> date(value, column, "takes yyyy-MM-dd HH:mm:ss with up to 6 digits of fraction and no zone, years 0000 to 9999");
            case "CHAR" -> value -> shortText(value, column.length(), type, whole);
            case "VARCHAR", "STRING", "HLL" -> value -> text(value, column.length(), type, whole);
            case "VARBINARY", "BINARY" -> value -> bytes(value, column.length(), type);
            case "JSON" -> value -> json(value, type);
            default -> ANYTHING;
        };
    }

    private String date(final Object value, final TableColumn column, final String takes) throws UnencodableValueException {
        final LocalDateTime dateTime = encoders.moment(value, column);
        if (dateTime != null) {
            return dateTime.getYear() < 0 || dateTime.getYear() > 9999 ? takes : null;
        }
        final String text = value instanceof Boolean || value instanceof java.util.Date ? null : temporal.plain(value);
        return text == null || !DateText.isRead(text) ? takes : null;
    }

    private String shortText(final Object value, final OptionalInt length, final DataType type, final boolean whole) throws IOException {
        final String objection = text(value, length, type, whole);
        return objection == null && value instanceof String text && text.indexOf('\0') >= 0 ? "takes text without NUL, where it ends" : objection;
    }

    private String text(final Object value, final OptionalInt length, final DataType type, final boolean whole) throws IOException {
        final String text = encoders.text(value, type);
        if (format == LoadFormat.CSV && whole && "\\N".equals(text)) {
            return "cannot take the text \\N from CSV, where it means NULL";
        }
        final int max = length.orElse(LONGEST_VARCHAR);
        final long bytes = Utf8.length(text);
        if (bytes < 0) {
            return "takes text that is UTF-8, and this has half a surrogate pair";
        }
        return bytes > max ? "takes at most %d bytes, and these are %d".formatted(max, bytes) : null;
    }

    private String bytes(final Object value, final OptionalInt length, final DataType type) throws IOException {
        final int max = length.orElse(LONGEST_VARCHAR);
        final long bytes = encoders.bytes(value, type).length;
        return bytes > max ? "takes at most %d bytes, and these are %d".formatted(max, bytes) : null;
    }

    private String json(final Object value, final DataType type) throws IOException {
        return utf8(encoders.json(value, type));
    }

    private static String utf8(final String text) {
        return Utf8.length(text) < 0 ? "takes text that is UTF-8, and this has half a surrogate pair" : null;
    }

    /** A type with its arguments. */
    static String typeOf(final TableColumn column) {
        final String arguments = column.length().isPresent()
                ? "(%d)".formatted(column.length().getAsInt())
                : column.precision().isPresent() && column.scale().isPresent()
                        ? "(%d,%d)".formatted(column.precision().getAsInt(), column.scale().getAsInt())
                        : "";
        return column.type() + arguments;
    }
}
