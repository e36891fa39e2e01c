package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;

/** Tells the values of a field apart as the column does that gets them: values that it stores alike have the same text, whatever class holds them. */
public final class KeyText {

    private final String type;
    private final Optional<TableColumn> column;
    private final RecordValue values;
    private final TemporalText temporal;

    /**
     * @param column where the field's values go; nothing when the server does not tell
     * @param type what the row's schema says of the field
     * @param zone in which instants become dates
     */
    public KeyText(final Optional<TableColumn> column, final DataType type, final String field, final ZoneId zone) {
        this.type = column.map(TableColumn::type).orElse("UNKNOWN");
        this.column = column;
        this.values = RecordValue.of(type, field);
        this.temporal = new TemporalText(zone);
    }

    /** @param value may be null */
    public String of(final Object value) {
        if (value == null) {
            return "null";
        }
        try {
            final Object settled = values.settle(value);
            return switch (type) {
                case "TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "DECIMAL", "BOOLEAN" -> number(settled);
                case "DATE" -> date(settled).map(dateTime -> dateTime.toLocalDate().toString()).orElseGet(() -> plain(settled));
                case "DATETIME" -> date(settled).map(TemporalText::text).orElseGet(() -> plain(settled));
                default -> plain(settled);
            };
        } catch (RuntimeException e) {
            // No value of the column: it is refused when it is written.
            return plain(value);
        }
    }

    private String number(final Object value) {
        final String text = value instanceof final Boolean flag ? flag ? "1" : "0" : plain(value).strip();
        if ("BOOLEAN".equals(type) && ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text))) {
            return Boolean.parseBoolean(text) ? "1" : "0";
        }
        try {
            final BigDecimal number = FiniteNumbers.bounded(new BigDecimal(text));
            if ("BOOLEAN".equals(type)) {
                return number.signum() == 0 ? "0" : "1";
            }
            final BigDecimal stored = column.isPresent() && column.get().scale().isPresent()
                    ? number.setScale(column.get().scale().getAsInt(), RoundingMode.HALF_UP)
                    : number;
            return stored.stripTrailingZeros().toPlainString();
        } catch (NumberFormatException | UnencodableValueException e) {
            return text;
        }
    }

    private Optional<LocalDateTime> date(final Object value) {
        final LocalDateTime dateTime = temporal.dateTime(value);
        if (dateTime != null) {
            return Optional.of(dateTime);
        }
        final String text = plain(value);
        return DateText.instant(text).map(temporal::local).or(() -> DateText.read(text));
    }

    private String plain(final Object value) {
        String text;
        try {
            text = temporal.plain(value);
        } catch (UnencodableValueException e) {
            text = null;
        }
        if (text != null) {
            return text;
        }
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Object[] elements -> Arrays.deepToString(elements);
            case null, default -> String.valueOf(value);
        };
    }
}
