package io.github.nifistarrocks.processors.rule;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.value.ColumnValues;
import io.github.nifistarrocks.processors.value.DateConversion;
import io.github.nifistarrocks.processors.value.Utf8;
import org.apache.nifi.serialization.record.DataType;

/** The rule of a single value by its StarRocks type. Values of nested types are not judged as a whole, but each value inside. */
public final class TypeRules {

    private static final int MAX_VARCHAR_BYTES = 1_048_576;
    private static final int NANOS_OF_MICROSECOND = 1000;
    private static final String NO_UTF8 = "accepts valid UTF-8, and this text has an unpaired surrogate";

    private final LoadFormat format;
    private final ColumnValues values;
    private final Demand demand;

    public TypeRules(final LoadFormat format, final ColumnValues values, final Demand demand) {
        this.format = format;
        this.values = values;
        this.demand = demand;
    }

    /**
     * The rule of a column.
     *
     * @param type what the row's schema says of the field
     */
    public ValueRule ruleFor(final TableColumn column, final DataType type) {
        final ValueRule single = ruleFor(column.type(), type);
        final boolean isText = RecordTypes.isText(column.type()) || column.type() == ScalarType.HLL;
        final ValueRule rule = format == LoadFormat.CSV && isText
                ? value -> "\\N".equals(value) ? Optional.of("does not accept the text \\N from CSV, where it means NULL") : single.violation(value)
                : single;
        final ValueRule ofCharacters = value -> rule.violation(value instanceof final Character character ? character.toString() : value);
        if (!DateConversion.isNeeded(type)) {
            return ofCharacters;
        }
        final DateConversion dates = DateConversion.of(type);
        final Optional<String> ofNull = column.nullable() ? Optional.empty() : Optional.of("accepts no NULL");
        return value -> {
            final Optional<Object> converted = dates.convert(value);
            return converted.isPresent() ? ofCharacters.violation(converted.get()) : ofNull;
        };
    }

    /** The rule of a value that is inside of another, or of a column whose values are not converted any more. */
    public ValueRule ruleFor(final ColumnType type, final DataType recordType) {
        return switch (type) {
            case ScalarType.BOOLEAN -> NumberRules.bool(demand);
            case ScalarType.TINYINT -> NumberRules.signed(Byte.SIZE);
            case ScalarType.SMALLINT -> NumberRules.signed(Short.SIZE);
            case ScalarType.INT -> NumberRules.signed(Integer.SIZE);
            case ScalarType.BIGINT -> NumberRules.signed(Long.SIZE);
            case ScalarType.LARGEINT -> NumberRules.signed(2 * Long.SIZE);
            case ScalarType.BITMAP -> NumberRules.unsignedLong();
            case ScalarType.FLOAT -> NumberRules.single();
            case ScalarType.DOUBLE, ScalarType.PERCENTILE -> NumberRules.real();
            case ScalarType.DATE -> value -> date(value, type, "accepts dates from 0000-01-01 to 9999-12-31");
            case ScalarType.DATETIME -> value -> date(value, type,
                    "accepts yyyy-MM-dd HH:mm:ss with up to 6 digits of fraction and no zone, years 0000 to 9999");
            case ScalarType.HLL -> value -> text(value, recordType, MAX_VARCHAR_BYTES);
            // It fits when it can be written.
            case ScalarType.JSON -> value -> Optional.empty();
            case ColumnType.DecimalType decimal -> decimal.precision().isPresent() && decimal.scale().isPresent()
                    ? NumberRules.decimal(decimal.precision().getAsInt(), decimal.scale().getAsInt(), demand)
                    : NumberRules.real();
            case ColumnType.CharType text -> value -> charText(value, recordType, text.length().orElse(MAX_VARCHAR_BYTES));
            case ColumnType.VarcharType text -> value -> text(value, recordType, text.length().orElse(MAX_VARCHAR_BYTES));
            case ColumnType.VarbinaryType bytes -> value -> bytes(value, recordType, bytes.length().orElse(MAX_VARCHAR_BYTES));
            case ColumnType.ArrayType ignored -> value -> Optional.empty();
            case ColumnType.MapType ignored -> value -> Optional.empty();
            case ColumnType.StructType ignored -> value -> Optional.empty();
            case ColumnType.UnknownType ignored -> value -> Optional.empty();
        };
    }

    private Optional<String> date(final Object value, final ColumnType type, final String takes) throws UnencodableValueException {
        final Optional<LocalDateTime> dateTime = values.moment(value, type);
        if (dateTime.isEmpty()) {
            return Optional.of(takes);
        }
        final int year = dateTime.get().getYear();
        if (year < 0 || year > 9999) {
            return Optional.of(takes);
        }
        return switch (demand) {
            case STORED -> Optional.empty();
            case UNCHANGED -> lost(dateTime.get(), type);
        };
    }

    /** What a column drops of a date and time. */
    private static Optional<String> lost(final LocalDateTime dateTime, final ColumnType type) {
        if (type == ScalarType.DATE && !dateTime.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return Optional.of("accepts dates without a time; use a DATETIME column, or remove the time upstream");
        }
        return dateTime.getNano() % NANOS_OF_MICROSECOND == 0 ? Optional.empty() : Optional.of("accepts at most 6 digits of fraction");
    }

    private Optional<String> charText(final Object value, final DataType type, final int max) throws IOException {
        final boolean hasNul = value instanceof final String text && text.indexOf('\0') >= 0;
        return text(value, type, max).or(() -> hasNul ? Optional.of("accepts text without NUL") : Optional.empty());
    }

    private Optional<String> text(final Object value, final DataType type, final int max) throws IOException {
        final long bytes = Utf8.length(values.text(value, type));
        return bytes < 0 ? Optional.of(NO_UTF8) : atMost(max, bytes);
    }

    private Optional<String> bytes(final Object value, final DataType type, final int max) throws IOException {
        return atMost(max, values.bytes(value, type).length);
    }

    private static Optional<String> atMost(final int max, final long bytes) {
        return bytes > max ? Optional.of("accepts at most %d bytes, and these are %d".formatted(max, bytes)) : Optional.empty();
    }

    /** A type for messages: with its parameters, but not with all that is inside of a nested one. */
    public static String label(final ColumnType type) {
        return RecordTypes.isNested(type) ? type.name() : type.toString();
    }
}
