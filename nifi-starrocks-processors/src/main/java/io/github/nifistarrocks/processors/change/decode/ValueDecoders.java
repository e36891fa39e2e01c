package io.github.nifistarrocks.processors.change.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

/** Decoders that sources share. A value that the reader has decoded already is left as it is. */
public final class ValueDecoders {

    static final DataType DATE = RecordFieldType.DATE.getDataType();
    static final DataType DATE_TIME = RecordFieldType.TIMESTAMP.getDataType();
    static final DataType TEXT = RecordFieldType.STRING.getDataType();
    static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());

    private static final int DATE_LENGTH = "2024-07-01".length();
    private static final int WIDEST_DECIMAL = 76;
    /** Decimal digits that a DOUBLE always keeps. */
    private static final int SAFE_DIGITS = 15;

    private ValueDecoders() {}

    static Object date(final Object value) throws UndecodableException {
        return switch (value) {
            case Number days -> EpochValues.date(days);
            case Timestamp timestamp -> EpochValues.dateTime(timestamp).toLocalDate();
            case String text when text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == 'T' -> isoDateTime(text);
            default -> value;
        };
    }

    static Object dateTime(final Object value, final EpochUnit unit) throws UndecodableException {
        return switch (value) {
            case Number epoch -> EpochValues.dateTime(epoch, unit);
            case Timestamp timestamp -> EpochValues.dateTime(timestamp);
            case String text when text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == 'T' -> isoDateTime(text);
            default -> value;
        };
    }

    static Object time(final Object value, final EpochUnit unit) throws UndecodableException {
        return value instanceof Number number ? EpochValues.time(number, unit) : value;
    }

    /** ISO-8601 with or without an offset: an OffsetDateTime or a LocalDateTime. */
    static Object isoDateTime(final String text) throws UndecodableException {
        try {
            return OffsetDateTime.parse(text);
        } catch (final DateTimeParseException e) {
            try {
                return LocalDateTime.parse(text);
            } catch (final DateTimeParseException f) {
                throw new UndecodableException("%s is not a date and time of ISO 8601".formatted(SourceValues.quote(text)));
            }
        }
    }

    public static Object fromBase64(final Object value) throws UndecodableException {
        return bytes(value, BinaryHandling.BASE64);
    }

    /** Text that stands for bytes. */
    static Object bytes(final Object value, final BinaryHandling handling) throws UndecodableException {
        if (!(value instanceof String text)) {
            return value;
        }
        try {
            return switch (handling) {
                case BYTES, BASE64 -> Base64.getDecoder().decode(text);
                case BASE64_URL_SAFE -> Base64.getUrlDecoder().decode(text);
                case HEX -> HexFormat.of().parseHex(text);
            };
        } catch (final IllegalArgumentException e) {
            throw new UndecodableException("%s is not %s. Binary Handling tells how bytes are written".formatted(SourceValues.quote(text),
                    handling == BinaryHandling.HEX ? "hexadecimal" : "Base64"));
        }
    }

    /** Text in which each character stands for one byte; other text is UTF-8. */
    public static Object latin1Bytes(final Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        final boolean bytes = text.chars().allMatch(character -> character <= 0xFF);
        return text.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    static DataType decimalType(final int precision, final int scale) {
        return RecordFieldType.DECIMAL.getDecimalDataType(Math.max(precision, Math.max(scale, 1)), Math.max(scale, 0));
    }

    static DataType widestDecimal() {
        return decimalType(WIDEST_DECIMAL, 0);
    }

    /** A two's complement number in bytes or their Base64 text, without its scale; numbers are themselves (Kafka Connect's Decimal). */
    static Object unscaled(final Object value, final int scale) throws UndecodableException {
        if (value instanceof Number) {
            return withAllDigits(value, OptionalInt.of(scale));
        }
        final Optional<byte[]> bytes = SourceValues.bytes(fromBase64(value));
        if (bytes.isEmpty() || bytes.get().length == 0) {
            throw new UndecodableException("%s is not the bytes of a decimal number".formatted(SourceValues.quote(value)));
        }
        return new BigDecimal(new BigInteger(bytes.get()), scale);
    }

    /** A decimal number with a scale of its own (io.debezium.data.VariableScaleDecimal). */
    static Object variableScale(final Object value) throws UndecodableException {
        final Record struct = SourceValues.record(value);
        if (struct == null) {
            return value;
        }
        final Object digits = struct.getValue("value");
        if (!(struct.getValue("scale") instanceof Number scale) || digits == null) {
            throw new UndecodableException("%s is not a decimal number with its scale".formatted(SourceValues.quote(value)));
        }
        return unscaled(digits, scale.intValue());
    }

    /**
     * A decimal number as a reader of JSON gives it, which makes a DOUBLE of numbers with a fraction: of more than 15 digits the last ones may be others.
     *
     * @throws UndecodableException when digits may be lost that a column of this scale would hold
     */
    public static Object withAllDigits(final Object value, final OptionalInt scale) throws UndecodableException {
        if (value instanceof final Double real && Double.isFinite(real)) {
            final boolean rounded = new BigDecimal(real.toString()).stripTrailingZeros().precision() > SAFE_DIGITS;
            if (rounded && (scale.isEmpty() || Math.ulp(real) >= Math.pow(10, -scale.getAsInt()))) {
                throw new UndecodableException(("The decimal number %s has more digits than the Record Reader keeps of JSON numbers, so its last ones may be"
                        + " wrong. Let such numbers come as text, for instance by ReplaceText in front, which puts quotes around them").formatted(value));
            }
        }
        return value;
    }

    /** Text of a number; what Debezium writes by default without a schema, the bytes of the number, is mostly not. */
    static Object decimal(final Object value) throws UndecodableException {
        if (value instanceof Record) {
            return variableScale(value);
        }
        final BigDecimal number = SourceValues.decimal(value);
        if (value instanceof String && number == null || SourceValues.bytes(value).isPresent()) {
            throw new UndecodableException(
                    ("%s is not a number, and without a schema the scale of encoded decimals is not known. Set decimal.handling.mode=string"
                            + " in Debezium, or schemas.enable=true in the JSON converter").formatted(SourceValues.quote(value)));
        }
        return value instanceof String ? number : value;
    }
}
