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

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

/** Decoders that sources share. A value that the reader has already decoded is returned unchanged. */
public final class ValueDecoders {

    static final DataType DATE = RecordFieldType.DATE.getDataType();
    static final DataType DATE_TIME = RecordFieldType.TIMESTAMP.getDataType();
    static final DataType TEXT = RecordFieldType.STRING.getDataType();
    static final DataType WIDEST_DECIMAL = RecordTypes.decimal(76, 0);
    /** Scale of a column that may hold any number of digits. */
    public static final int ANY_SCALE = Integer.MAX_VALUE;

    private static final int DATE_LENGTH = "2024-07-01".length();
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

    /** Bytes from text. */
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
            throw new UndecodableException("%s is not %s. Set Binary Handling to the encoding that Debezium writes".formatted(SourceValues.quote(text),
                    handling == BinaryHandling.HEX ? "hexadecimal" : "Base64"));
        }
    }

    /** Bytes from text with one character for each byte; other text is encoded as UTF-8. */
    public static Object latin1Bytes(final Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        final boolean bytes = text.chars().allMatch(character -> character <= 0xFF);
        return text.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** A two's complement number in bytes or their Base64 text, without its scale; numbers are returned unchanged (Kafka Connect's Decimal). */
    static Object unscaled(final Object value, final int scale) throws UndecodableException {
        if (value instanceof Number) {
            return withAllDigits(value, scale);
        }
        final Optional<byte[]> bytes = SourceValues.bytes(fromBase64(value));
        if (bytes.isEmpty() || bytes.get().length == 0) {
            throw new UndecodableException("%s is not the bytes of a decimal number".formatted(SourceValues.quote(value)));
        }
        return new BigDecimal(new BigInteger(bytes.get()), scale);
    }

    /** A decimal number with a scale of its own (io.debezium.data.VariableScaleDecimal). */
    static Object variableScale(final Object value) throws UndecodableException {
        final Optional<Record> struct = SourceValues.record(value);
        if (struct.isEmpty()) {
            return value;
        }
        final Object digits = struct.get().getValue("value");
        if (!(struct.get().getValue("scale") instanceof Number scale) || digits == null) {
            throw new UndecodableException("%s is not a decimal number with its scale".formatted(SourceValues.quote(value)));
        }
        return unscaled(digits, scale.intValue());
    }

    /**
     * A decimal number from a reader of JSON, which reads numbers with a fraction as DOUBLE: beyond 15 digits the last ones may be wrong.
     *
     * @param scale of the target column
     * @throws UndecodableException when digits may be lost that the column would hold
     */
    public static Object withAllDigits(final Object value, final int scale) throws UndecodableException {
        if (value instanceof final Double real && Double.isFinite(real)) {
            final boolean rounded = new BigDecimal(real.toString()).stripTrailingZeros().precision() > SAFE_DIGITS;
            if (rounded && Math.ulp(real) >= Math.pow(10, -scale)) {
                throw new UndecodableException(("The decimal number %s has more digits than the Record Reader keeps of JSON numbers, so the last ones may be"
                        + " wrong. Send such numbers as text, for instance with ReplaceText upstream, which puts quotes around them")
                        .formatted(RowText.of(value)));
            }
        }
        return value;
    }

    /** The number in a text; the bytes of a number, which Debezium writes by default, need a schema. */
    static Object decimal(final Object value) throws UndecodableException {
        if (value instanceof Record) {
            return variableScale(value);
        }
        final Optional<BigDecimal> number = SourceValues.decimal(value);
        if (value instanceof String && number.isEmpty() || SourceValues.bytes(value).isPresent()) {
            throw new UndecodableException(
                    ("%s is not a number, and without a schema the scale of encoded decimals is not known. Set decimal.handling.mode=string"
                            + " in Debezium, or schemas.enable=true in the JSON converter").formatted(SourceValues.quote(value)));
        }
        return value instanceof String ? number.get() : value;
    }
}
