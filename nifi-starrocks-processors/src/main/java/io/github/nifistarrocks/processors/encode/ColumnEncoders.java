package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.encode.ValueWriter;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.DataType;

/** The encoder of a column by its StarRocks type and the class of each value; by the record's type where the server does not tell the column's. */
final class ColumnEncoders {

    private static final Pattern NOT_FINITE = Pattern.compile("\\s*[+-]?(nan|inf|infinity)\\s*", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_VALUE = 200;

    private final LoadFormat format;
    private final TemporalText temporal;
    private final JsonNestedValues json;
    private final ValueEncoders byRecordType;
    private final NestedEncoders nested;

    /**
     * @param checksNested whether single values inside of nested ones have to fit their types
     * @param unknownFields what becomes of values for which a STRUCT has no field
     */
    ColumnEncoders(final LoadFormat format, final TemporalText temporal, final boolean checksNested, final UnknownFields unknownFields) {
        this.format = format;
        this.temporal = temporal;
        this.json = new JsonNestedValues(temporal);
        final NestedValues anything = format == LoadFormat.JSON ? json : new CsvNestedValues(temporal);
        this.byRecordType = new ValueEncoders(temporal, anything);
        final Optional<TypeRules> rules = checksNested ? Optional.of(new TypeRules(format, temporal, this)) : Optional.empty();
        this.nested = new NestedEncoders(format, this, rules, unknownFields, anything);
    }

    /** @param type what the row's schema says of the field */
    ValueEncoder encoderFor(final PlannedField field, final DataType type) {
        return field.column().isPresent() ? encoderFor(field.column().get(), type, field.name()) : byRecordType.encoderFor(type, field.name());
    }

    /** @param field its name, for messages */
    ValueEncoder encoderFor(final TableColumn column, final DataType type, final String field) {
        final RecordValue values = RecordValue.of(type, field);
        return switch (column.type()) {
            case "BOOLEAN" -> (row, value) -> writeBoolean(row, value, column);
            case "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "BITMAP" -> (row, value) -> writeWhole(row, value, column);
            case "FLOAT", "DOUBLE", "PERCENTILE" -> (row, value) -> writeReal(row, value, column);
            case "DECIMAL" -> (row, value) -> writeDecimal(row, value, column);
            case "DATE" -> values.before((row, value) -> writeDate(row, value, column));
            case "DATETIME" -> values.before((row, value) -> writeDateTime(row, value, column));
            case "CHAR" -> values.before((row, value) -> writeShortText(row, value, type));
            case "VARCHAR", "STRING", "HLL" -> values.before((row, value) -> writeText(row, value, type));
            case "VARBINARY", "BINARY" -> values.before((row, value) -> writeBytes(row, value, type));
            case "JSON" -> values.before((row, value) -> writeJson(row, value, type));
            case "ARRAY", "MAP", "STRUCT" -> nested.encoderFor(column, type);
            default -> byRecordType.encoderFor(type, field);
        };
    }

    private void writeBoolean(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        switch (value) {
            case Boolean flag -> row.writeBoolean(flag);
            case BigDecimal decimal -> row.writeBoolean(decimal.signum() != 0);
            case BigInteger integer -> row.writeBoolean(integer.signum() != 0);
            case Number number -> {
                ValueWriter.checkFinite(number.doubleValue());
                row.writeBoolean(number.doubleValue() != 0);
            }
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeWhole(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        switch (value) {
            case Integer integer -> row.writeLong(integer);
            case Long integer -> row.writeLong(integer);
            case Boolean flag -> row.writeLong(flag ? 1 : 0);
            case Double real when WholeNumbers.is(real) -> row.writeLong(real.longValue());
            case Float real when WholeNumbers.is(real) -> row.writeLong(real.longValue());
            case BigDecimal decimal when WholeNumbers.is(decimal) -> row.writeBigInteger(decimal.toBigIntegerExact());
            case Double real when Double.isFinite(real) && real != Math.rint(real) -> throw WholeNumbers.fraction(real, column);
            case Float real when Float.isFinite(real) && real != Math.rint(real) -> throw WholeNumbers.fraction(real, column);
            case BigDecimal decimal -> throw WholeNumbers.fraction(decimal, column);
            case Number number -> ValueEncoders.encodeNumber(row, number);
            case String text -> {
                final Optional<BigDecimal> decimal = WholeNumbers.decimalOf(text);
                if (decimal.isPresent()) {
                    writeWhole(row, decimal.get(), column);
                } else {
                    writeScalarText(row, text, column);
                }
            }
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeReal(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        switch (value) {
            case Boolean flag -> row.writeLong(flag ? 1 : 0);
            case Number number -> ValueEncoders.encodeNumber(row, number);
            case String text when NOT_FINITE.matcher(text).matches() -> throw new UnencodableValueException("%s cannot be loaded".formatted(text));
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeDecimal(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        switch (value) {
            case Double real -> {
                ValueWriter.checkFinite(real);
                row.writeDecimal(FiniteNumbers.decimal(real));
            }
            case Float real -> {
                ValueWriter.checkFinite(real);
                row.writeDecimal(FiniteNumbers.decimal(real));
            }
            default -> writeReal(row, value, column);
        }
    }

    /**
     * The date and time that a value is for a DATE or DATETIME column. A BE reads any run of digits as some date, and drops what stands behind a date
     * (be/src/types/time_types.cpp), so that numbers and offsets cannot be left to it.
     *
     * @return null for what the server is to read
     */
    LocalDateTime moment(final Object value, final TableColumn column) throws UnencodableValueException {
        final LocalDateTime dateTime = temporal.dateTime(value);
        if (dateTime != null) {
            return dateTime;
        }
        final String text = value instanceof Boolean ? null : temporal.plain(value);
        if (text == null || value instanceof java.util.Date) {
            return null;
        }
        if (value instanceof Number) {
            final Optional<LocalDateTime> date = text.length() == "yyyyMMdd".length() || text.length() == "yyyyMMddHHmmss".length()
                    ? DateText.read(text)
                    : Optional.empty();
            return date.orElseThrow(() -> new UnencodableValueException("""
                    %s cannot be loaded into a column of type %s: of numbers only yyyyMMdd and yyyyMMddHHmmss are dates. Let an expression convert it, such as \
                    from_unixtime(x)""".formatted(text, column.type())));
        }
        final Optional<Instant> instant = DateText.instant(text);
        if (instant.isEmpty() && DateText.isMisread(text)) {
            throw new UnencodableValueException("[%s] cannot be loaded into a column of type %s: StarRocks would make another date of it".formatted(Messages
                    .bounded(text, LONGEST_VALUE), column.type()));
        }
        return instant.map(temporal::local).orElse(null);
    }

    private void writeDate(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        final LocalDateTime dateTime = moment(value, column);
        if (dateTime != null) {
            row.writeDate(dateTime.toLocalDate());
        } else {
            writeScalarText(row, value, column);
        }
    }

    private void writeDateTime(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        final LocalDateTime dateTime = moment(value, column);
        if (dateTime != null) {
            row.writeDateTime(dateTime);
        } else {
            writeScalarText(row, value, column);
        }
    }

    /** Text that the server reads, and numbers where it reads them as text. */
    private void writeScalarText(final ValueWriter row, final Object value, final TableColumn column) throws IOException {
        final boolean forDates = "DATE".equals(column.type()) || "DATETIME".equals(column.type());
        final boolean readable = !(value instanceof java.util.Date) && (forDates ? !(value instanceof Boolean) : temporal.dateTime(value) == null);
        final String text = readable ? temporal.plain(value) : null;
        if (text == null) {
            throw new UnencodableValueException("A value of %s cannot be loaded into a column of type %s".formatted(value.getClass(), column.type()));
        }
        row.writeString(text);
    }

    /** A BE fills CHAR up with NUL, and so ends it at the first one when it reads (be/src/storage/rowset/binary_plain_page.cpp). */
    private void writeShortText(final ValueWriter row, final Object value, final DataType type) throws IOException {
        final String text = text(value, type);
        if (text.indexOf('\0') >= 0) {
            throw new UnencodableValueException("The text holds a NUL, at which a CHAR column cuts it off; make the column a VARCHAR");
        }
        row.writeString(text);
    }

    private void writeText(final ValueWriter row, final Object value, final DataType type) throws IOException {
        row.writeString(text(value, type));
    }

    /** The text that a string column gets. */
    String text(final Object value, final DataType type) throws IOException {
        final String text = temporal.plain(value);
        if (text != null) {
            return text;
        }
        final Optional<byte[]> bytes = Bytes.of(value, type);
        return bytes.isPresent() ? Base64.getEncoder().encodeToString(bytes.get()) : json.text(value, Optional.of(type));
    }

    private void writeBytes(final ValueWriter row, final Object value, final DataType type) throws IOException {
        final byte[] bytes = bytes(value, type);
        row.writeString(switch (format) {
            case JSON -> HexFormat.of().formatHex(bytes);
            case CSV -> Base64.getEncoder().encodeToString(bytes);
        });
    }

    /** The bytes that a VARBINARY column gets: of text its UTF-8. */
    byte[] bytes(final Object value, final DataType type) throws IOException {
        final Optional<byte[]> bytes = Bytes.of(value, type);
        return bytes.isPresent() ? bytes.get() : Utf8.bytes(text(value, type));
    }

    private void writeJson(final ValueWriter row, final Object value, final DataType type) throws IOException {
        row.writeJson(json(value, type));
    }

    /** The JSON that a JSON column gets: text is JSON already. */
    String json(final Object value, final DataType type) throws IOException {
        return value instanceof String text ? JsonText.checked(text) : jsonOf(value, type);
    }

    /** Any value as JSON, text as a JSON string. */
    String jsonOf(final Object value, final DataType type) throws IOException {
        return json.text(value, Optional.of(type));
    }

    /** A value for a message. */
    String printed(final Object value, final DataType type) {
        final Optional<byte[]> bytes = Bytes.of(value, type);
        if (bytes.isPresent()) {
            return "%d bytes".formatted(bytes.get().length);
        }
        try {
            return Utf8.repaired(Messages.bounded(text(value, type), LONGEST_VALUE));
        } catch (IOException | RuntimeException e) {
            return Utf8.repaired(Messages.bounded(value.toString(), LONGEST_VALUE));
        }
    }

    NestedEncoders nested() {
        return nested;
    }
}
