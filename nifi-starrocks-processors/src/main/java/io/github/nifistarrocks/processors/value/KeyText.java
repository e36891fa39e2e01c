package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import org.apache.nifi.serialization.record.DataType;

/** Distinguishes the values of a key field as its column does: values that the column stores alike have the same text, whatever class holds them. */
public final class KeyText {

    private final ColumnType column;
    private final DateConversion dates;
    private final TemporalText temporal;

    /**
     * @param column type of the column; unknown when the server does not report it
     * @param type what the row's schema says of the field
     * @param zone in which instants become dates
     */
    public KeyText(final ColumnType column, final DataType type, final ZoneId zone) {
        this.column = column;
        this.dates = DateConversion.of(type);
        this.temporal = new TemporalText(zone);
    }

    /** @param value may be null */
    public String of(final Object value) {
        if (value == null) {
            return "null";
        }
        try {
            return dates.convert(value).map(this::stored).orElseGet(() -> plain(value));
        } catch (RuntimeException e) {
            // No value of the column: it is refused when it is written.
            return plain(value);
        }
    }

    private String stored(final Object value) {
        return switch (column) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> digits(value).map(KeyText::withoutZeros).orElseGet(() -> numberText(value));
                case BOOLEAN -> flag(value);
                case DATE -> date(value).map(dateTime -> dateTime.toLocalDate().toString()).orElseGet(() -> plain(value));
                case DATETIME -> date(value).map(TemporalText::text).orElseGet(() -> plain(value));
                case FLOAT, DOUBLE, JSON, HLL, BITMAP, PERCENTILE -> plain(value);
            };
            case ColumnType.DecimalType decimal -> digits(value).map(number -> withoutZeros(rounded(number, decimal))).orElseGet(() -> numberText(value));
            case ColumnType.CharType ignored -> plain(value);
            case ColumnType.VarcharType ignored -> plain(value);
            case ColumnType.VarbinaryType ignored -> plain(value);
            case ColumnType.ArrayType ignored -> plain(value);
            case ColumnType.MapType ignored -> plain(value);
            case ColumnType.StructType ignored -> plain(value);
            case ColumnType.UnknownType ignored -> plain(value);
        };
    }

    private String flag(final Object value) {
        final String text = numberText(value);
        if ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text)) {
            return Boolean.parseBoolean(text) ? "1" : "0";
        }
        return digits(value).map(number -> number.signum() == 0 ? "0" : "1").orElse(text);
    }

    private Optional<BigDecimal> digits(final Object value) {
        try {
            return Optional.of(FiniteNumbers.bounded(new BigDecimal(numberText(value))));
        } catch (NumberFormatException | UnencodableValueException e) {
            return Optional.empty();
        }
    }

    private String numberText(final Object value) {
        if (value instanceof final Boolean flag) {
            return flag ? "1" : "0";
        }
        return plain(value).strip();
    }

    private static BigDecimal rounded(final BigDecimal number, final ColumnType.DecimalType type) {
        return type.scale().isPresent() ? number.setScale(type.scale().getAsInt(), RoundingMode.HALF_UP) : number;
    }

    private static String withoutZeros(final BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private Optional<LocalDateTime> date(final Object value) {
        return temporal.dateTime(value).or(() -> {
            final String text = plain(value);
            return DateText.instant(text).map(temporal::local).or(() -> DateText.read(text));
        });
    }

    private String plain(final Object value) {
        try {
            return temporal.plain(value).orElseGet(() -> printed(value));
        } catch (UnencodableValueException e) {
            return printed(value);
        }
    }

    private static String printed(final Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Object[] elements -> Arrays.deepToString(elements);
            default -> String.valueOf(value);
        };
    }
}
