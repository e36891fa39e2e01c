package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.origin.ValueCheck;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import io.github.nifistarrocks.processors.rule.TypeRules;
import io.github.nifistarrocks.processors.rule.ValueRule;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.value.Bytes;
import io.github.nifistarrocks.processors.value.ColumnValues;
import io.github.nifistarrocks.processors.value.DateConversion;
import io.github.nifistarrocks.processors.value.FiniteNumbers;
import io.github.nifistarrocks.processors.value.JsonText;
import io.github.nifistarrocks.processors.value.UntypedValues;
import io.github.nifistarrocks.processors.value.Utf8;
import io.github.nifistarrocks.processors.value.WholeNumbers;
import org.apache.nifi.serialization.record.DataType;

/**
 * The encoder of each place by its StarRocks type and the class of each value; by the record's type where the server does not report the type of a column.
 * The same encoders write columns and the parts of nested types.
 */
final class ColumnEncoders {

    private static final int MAX_PRINTED = 200;
    private static final Pattern NOT_FINITE = Pattern.compile("\\s*[+-]?(nan|inf|infinity)\\s*", Pattern.CASE_INSENSITIVE);

    private final LoadFormat format;
    private final ColumnValues values;
    private final TypeRules rules;
    private final NestedCheck check;
    private final Supplier<ValueOrigin> origin;
    private final NestedEncoders nested;
    private final RecordTypeEncoders byRecordType;

    /** Where values inside of nested ones are checked. */
    enum NestedCheck {
        BEFORE_LOAD, BY_SERVER
    }

    /**
     * @param zone in which instants become dates
     * @param origin of the values, asked for when an encoder is chosen
     */
    ColumnEncoders(final ColumnPlan plan, final ZoneId zone, final NestedCheck check, final Supplier<ValueOrigin> origin) {
        this.format = plan.format();
        this.values = new ColumnValues(zone);
        this.rules = new TypeRules(format, values);
        this.check = check;
        this.origin = origin;
        this.nested = new NestedEncoders(this, plan.unknownFields());
        this.byRecordType = new RecordTypeEncoders(values.temporal(), this);
    }

    LoadFormat format() {
        return format;
    }

    ColumnValues values() {
        return values;
    }

    TypeRules rules() {
        return rules;
    }

    /** @param type what the row's schema says of the field */
    ValueEncoder encoderFor(final PlannedField field, final DataType type) {
        return encoderFor(field.type(), type, Place.column(field.name()));
    }

    /** @param type what the record's schema says of the values */
    ValueEncoder encoderFor(final ColumnType column, final DataType type, final Place place) {
        final ValueEncoder encoder = unchecked(column, type, place);
        final Optional<ValueCheck> exact = origin.get().checkFor(column);
        return exact.isEmpty() ? encoder : (row, value) -> {
            exact.get().check(value);
            encoder.encode(row, value);
        };
    }

    private ValueEncoder unchecked(final ColumnType column, final DataType type, final Place place) {
        return switch (column) {
            case ScalarType.BOOLEAN -> single(column, type, place, (row, value) -> writeBoolean(row, value, column));
            case ScalarType.TINYINT, ScalarType.SMALLINT, ScalarType.INT, ScalarType.BIGINT, ScalarType.LARGEINT, ScalarType.BITMAP -> single(column, type,
                    place, (row, value) -> writeWhole(row, value, column));
            case ScalarType.FLOAT, ScalarType.DOUBLE, ScalarType.PERCENTILE -> single(column, type, place, (row, value) -> writeReal(row, value, column));
            case ColumnType.DecimalType ignored -> single(column, type, place, (row, value) -> writeDecimal(row, value, column));
            case ScalarType.DATE -> dated(column, type, place, (row, value) -> writeDate(row, value, column));
            case ScalarType.DATETIME -> dated(column, type, place, (row, value) -> writeDateTime(row, value, column));
            case ColumnType.CharType ignored -> dated(column, type, place, (row, value) -> writeChar(row, value, type));
            case ColumnType.VarcharType ignored -> dated(column, type, place, (row, value) -> values.writeText(row, value, type));
            case ScalarType.HLL -> dated(column, type, place, (row, value) -> values.writeText(row, value, type));
            case ColumnType.VarbinaryType ignored -> dated(column, type, place, binary(type, place));
            case ScalarType.JSON -> json(type, place);
            case ColumnType.ArrayType array -> nested.array(array, type, place);
            case ColumnType.MapType map -> nested.map(map, type, place);
            case ColumnType.StructType struct -> nested.struct(struct, type, place);
            case ColumnType.UnknownType ignored -> place.isColumn() ? byRecordType.encoderFor(type, place.name()) : untyped(type, place);
        };
    }

    /** A value without parts. Inside of a nested value it is converted and checked first. */
    private ValueEncoder single(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        return place.isColumn() ? encoder : part(column, type, place, encoder);
    }

    /** The same for types that take dates from fields whose dates have another class. */
    private ValueEncoder dated(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        return place.isColumn() ? encoder.afterDates(type, place.name()) : part(column, type, place, encoder);
    }

    private ValueEncoder part(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        final DateConversion dates = DateConversion.of(type);
        final boolean isDate = DateConversion.isNeeded(type);
        final ValueRule rule = switch (check) {
            case BEFORE_LOAD -> rules.ruleFor(column, type);
            case BY_SERVER -> value -> Optional.empty();
        };
        final boolean isNumber = RecordTypes.isNumber(column) || column == ScalarType.BOOLEAN;
        return (row, value) -> {
            final Object converted = isDate ? dates.convert(value).orElse(null) : value;
            if (converted == null) {
                row.writeNull();
                return;
            }
            final Object fitting = isNumber && converted instanceof final String text ? number(text, column, place) : converted;
            final Optional<String> violation = rule.violation(fitting);
            if (violation.isPresent()) {
                throw new UnencodableValueException("%s holds [%s], but %s %s".formatted(place.name(), values.printed(value, type), TypeRules.label(column),
                        violation.get()));
            }
            encoder.encode(row, fitting);
        };
    }

    /** The number or Boolean that a text is, which has no quotes in the literals of CSV. Other text is for the server, unless values are checked here. */
    private Object number(final String text, final ColumnType column, final Place place) throws UnencodableValueException {
        final String stripped = text.strip();
        if (column == ScalarType.BOOLEAN && ("true".equalsIgnoreCase(stripped) || "false".equalsIgnoreCase(stripped))) {
            return Boolean.valueOf(stripped);
        }
        try {
            return FiniteNumbers.bounded(new BigDecimal(stripped));
        } catch (NumberFormatException e) {
            return switch (check) {
                case BY_SERVER -> text;
                case BEFORE_LOAD -> throw new UnencodableValueException("%s holds [%s], which is not a valid %s".formatted(place.name(),
                        Utf8.repaired(Messages.bounded(text, MAX_PRINTED)), column.name()));
            };
        }
    }

    private void writeBoolean(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        switch (value) {
            case Boolean flag -> row.writeBoolean(flag);
            case BigDecimal decimal -> row.writeBoolean(decimal.signum() != 0);
            case BigInteger integer -> row.writeBoolean(integer.signum() != 0);
            case Number number -> {
                RowWriter.checkFinite(number.doubleValue());
                row.writeBoolean(number.doubleValue() != 0);
            }
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeWhole(final RowWriter row, final Object value, final ColumnType column) throws IOException {
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
            case Number number -> UntypedValues.writeNumber(row, number);
            case String text -> {
                final Optional<BigDecimal> decimal = WholeNumbers.decimalOf(text);
                if (decimal.isPresent()) {
                    writeWhole(row, decimal.get(), column);
                } else {
                    row.writeString(text);
                }
            }
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeReal(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        switch (value) {
            case Boolean flag -> row.writeLong(flag ? 1 : 0);
            case Number number -> UntypedValues.writeNumber(row, number);
            case String text when NOT_FINITE.matcher(text).matches() -> throw new UnencodableValueException("%s cannot be loaded".formatted(text));
            default -> writeScalarText(row, value, column);
        }
    }

    private void writeDecimal(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        switch (value) {
            case Double real -> {
                RowWriter.checkFinite(real);
                row.writeDecimal(FiniteNumbers.decimal(real));
            }
            case Float real -> {
                RowWriter.checkFinite(real);
                row.writeDecimal(FiniteNumbers.decimal(real));
            }
            default -> writeReal(row, value, column);
        }
    }

    private void writeDate(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof final Date date) {
            row.writeDate(date.toLocalDate());
            return;
        }
        final Optional<LocalDateTime> dateTime = values.moment(value, column);
        if (dateTime.isPresent()) {
            row.writeDate(dateTime.get().toLocalDate());
        } else {
            writeDateText(row, value, column);
        }
    }

    private void writeDateTime(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof final Timestamp timestamp) {
            row.writeDateTime(values.temporal().local(timestamp));
            return;
        }
        final Optional<LocalDateTime> dateTime = values.moment(value, column);
        if (dateTime.isPresent()) {
            row.writeDateTime(dateTime.get());
        } else {
            writeDateText(row, value, column);
        }
    }

    /** Text that the server reads as a date. */
    private void writeDateText(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof Boolean || value instanceof java.util.Date) {
            throw mismatch(value, column);
        }
        row.writeString(values.temporal().plain(value).orElseThrow(() -> mismatch(value, column)));
    }

    /** Text that the server reads as a number. */
    private void writeScalarText(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof java.util.Date || values.temporal().dateTime(value).isPresent()) {
            throw mismatch(value, column);
        }
        row.writeString(values.temporal().plain(value).orElseThrow(() -> mismatch(value, column)));
    }

    private static UnencodableValueException mismatch(final Object value, final ColumnType column) {
        return new UnencodableValueException("A value of %s cannot be loaded into a column of type %s".formatted(value.getClass(), column.name()));
    }

    /** A BE fills CHAR up with NUL and ends it at the first one when it reads (be/src/storage/rowset/binary_plain_page.cpp). */
    private void writeChar(final RowWriter row, final Object value, final DataType type) throws IOException {
        final boolean hasNul = switch (value) {
            case String text -> text.indexOf('\0') >= 0;
            case Character character -> character == '\0';
            default -> false;
        };
        if (hasNul) {
            throw new UnencodableValueException("The text contains NUL, at which a CHAR column ends. Use a VARCHAR column");
        }
        values.writeText(row, value, type);
    }

    /** A JSON load takes the text inside of a nested value as the bytes themselves, and no function can be put between. */
    private ValueEncoder binary(final DataType type, final Place place) {
        return switch (format) {
            case CSV -> (row, value) -> row.writeString(Base64.getEncoder().encodeToString(values.bytes(value, type)));
            case JSON -> place.isColumn() ? (row, value) -> row.writeString(HexFormat.of().formatHex(values.bytes(value, type))) : (row, value) -> {
                if (Bytes.of(value, type).isPresent()) {
                    throw new UnencodableValueException("Bytes in a nested value cannot be loaded from JSON; choose CSV in the property Format");
                }
                values.writeText(row, value, type);
            };
        };
    }

    /** Text for a JSON column is JSON already; inside of a nested value it is a JSON string. */
    private ValueEncoder json(final DataType type, final Place place) {
        if (place.isColumn()) {
            final ValueEncoder encoder = (row, value) -> {
                if (value instanceof final String text) {
                    row.writeJson(JsonText.checked(text));
                } else {
                    values.writeJson(row, value, type);
                }
            };
            return encoder.afterDates(type, place.name());
        }
        return switch (format) {
            case JSON -> (row, value) -> values.writeJson(row, value, type);
            // A BE takes the quotes off, but leaves those within doubled, so that it cannot read the JSON (json_converter.cpp).
            case CSV -> (row, value) -> {
                throw UntypedValues.notInCsv("JSON in an array or a map");
            };
        };
    }

    /** Any value by its class. */
    ValueEncoder untyped(final DataType type, final Place place) {
        return switch (format) {
            case JSON -> (row, value) -> values.writeJson(row, value, type);
            case CSV -> {
                final UntypedValues literals = new UntypedValues(values.temporal(), place.inCsv());
                yield (row, value) -> literals.write(row, value, type);
            }
        };
    }
}
