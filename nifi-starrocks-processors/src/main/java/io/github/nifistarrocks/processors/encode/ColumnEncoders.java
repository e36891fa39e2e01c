package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.FieldNames;
import io.github.nifistarrocks.processors.column.FieldOptions;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.origin.ValueCheck;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import io.github.nifistarrocks.processors.rule.Demand;
import io.github.nifistarrocks.processors.rule.TypeRules;
import io.github.nifistarrocks.processors.rule.ValueRule;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.value.Bytes;
import io.github.nifistarrocks.processors.value.ColumnValues;
import io.github.nifistarrocks.processors.value.DateConversion;
import io.github.nifistarrocks.processors.value.FiniteNumbers;
import io.github.nifistarrocks.processors.value.NullValues;
import io.github.nifistarrocks.processors.value.UntypedValues;
import io.github.nifistarrocks.processors.value.Utf8;
import org.apache.nifi.serialization.record.DataType;

/**
 * The encoder of each place by its StarRocks type and the class of each value; by the record's type where the server does not report the type of a column.
 * The same encoders write columns and the parts of nested types.
 */
final class ColumnEncoders {

    private static final int MAX_PRINTED = 200;

    private final LoadFormat format;
    private final FieldOptions options;
    private final ColumnValues values;
    private final TypeRules rules;
    private final NestedCheck check;
    private final NumberEncoders numbers;
    private final Supplier<ValueOrigin> origin;
    private final NestedEncoders nested;
    private final RecordTypeEncoders byRecordType;

    /** How values inside of nested ones are checked. */
    enum NestedCheck {
        /** What the server would change is refused here. */
        UNCHANGED,
        /** What the server would store as NULL is refused here. */
        STORED,
        /** The server checks what it can. */
        BY_SERVER
    }

    /**
     * @param zone in which instants become dates
     * @param origin of the values, asked for when an encoder is chosen
     */
    ColumnEncoders(final ColumnPlan plan, final ZoneId zone, final NestedCheck check, final Supplier<ValueOrigin> origin) {
        this.format = plan.format();
        this.options = plan.options();
        this.values = new ColumnValues(zone, options.nulls());
        this.rules = new TypeRules(format, values, check == NestedCheck.UNCHANGED ? Demand.UNCHANGED : Demand.STORED);
        this.check = check;
        this.numbers = new NumberEncoders(values.temporal());
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

    /** The values that are NULL in a column of this type. */
    NullValues nullsOf(final ColumnType column) {
        return options.nulls().appliesTo(column) ? options.nulls() : NullValues.NONE;
    }

    FieldNames names() {
        return options.names();
    }

    /** @param type what the row's schema says of the field */
    ValueEncoder encoderFor(final PlannedField field, final DataType type) {
        if (field.isOperation()) {
            return ColumnEncoders::writeOperation;
        }
        final ValueEncoder encoder = encoderFor(field.type(), type, Place.column(field.name()));
        return format == LoadFormat.JSON && field.column().isEmpty() && field.target().isPresent() ? refusingBytes(encoder, type) : encoder;
    }

    /** A JSON load into a column of unknown type: a VARBINARY column would store the Base64 text of bytes, a VARCHAR column needs it. */
    private static ValueEncoder refusingBytes(final ValueEncoder encoder, final DataType type) {
        return (row, value) -> {
            if (Bytes.of(value, type).isPresent()) {
                throw new UnencodableValueException(
                        """
                        bytes need the type of their column, which is not known. Grant SELECT on the table, set Format to CSV, or give the column an expression""");
            }
            encoder.encode(row, value);
        };
    }

    /** 0 or 1, because a BE makes NULL of other text, and takes other numbers for either (be/src/storage/memtable.cpp). */
    private static void writeOperation(final RowWriter row, final Object value) throws IOException {
        switch (value.toString().strip()) {
            case "0" -> row.writeLong(0);
            case "1" -> row.writeLong(1);
            default -> throw new UnencodableValueException("""
                    [%s] is no operation of StarRocks, which has 0 (upsert) and 1 (delete). Name the field in Operation Record Path to translate other values"""
                    .formatted(RowText.of(Messages.bounded(value.toString(), MAX_PRINTED))));
        }
    }

    /** @param type what the record's schema says of the values */
    ValueEncoder encoderFor(final ColumnType column, final DataType type, final Place place) {
        final ValueEncoder encoder = checked(column, type, place);
        // The values of columns are looked at before, because NULL has further consequences for a row.
        return place.isColumn() || !options.nulls().appliesTo(column) ? encoder : (row, value) -> {
            if (options.nulls().contains(value)) {
                row.writeNull();
            } else {
                encoder.encode(row, value);
            }
        };
    }

    /** The encoder of the keys of a MAP, none of which is NULL. */
    ValueEncoder keyEncoderFor(final ColumnType column) {
        return checked(column, UntypedValues.ofKeys(), Place.key());
    }

    private ValueEncoder checked(final ColumnType column, final DataType type, final Place place) {
        final ValueEncoder encoder = byType(column, type, place);
        final Optional<ValueCheck> exact = origin.get().checkFor(column);
        return exact.isEmpty() ? encoder : (row, value) -> {
            exact.get().check(value);
            encoder.encode(row, value);
        };
    }

    private ValueEncoder byType(final ColumnType column, final DataType type, final Place place) {
        return switch (column) {
            case ScalarType.BOOLEAN -> single(column, type, place, numbers.bool());
            case ScalarType.TINYINT, ScalarType.SMALLINT, ScalarType.INT, ScalarType.BIGINT, ScalarType.LARGEINT, ScalarType.BITMAP -> single(column, type,
                    place, numbers.whole(column));
            case ScalarType.FLOAT, ScalarType.DOUBLE, ScalarType.PERCENTILE -> single(column, type, place, numbers.real(column));
            case ColumnType.DecimalType decimal -> single(column, type, place, numbers.decimal(decimal));
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
            case ColumnType.UnknownType ignored -> place.isColumn() ? byRecordType.encoderFor(type) : untyped(type, place);
        };
    }

    /** A value without parts. Inside of a nested value it is converted and checked first. */
    private ValueEncoder single(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        return place.isColumn() ? encoder : part(column, type, place, encoder);
    }

    /** The same for types that take dates from fields whose dates have another class. */
    private ValueEncoder dated(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        return place.isColumn() ? encoder.afterDates(type) : part(column, type, place, encoder);
    }

    private ValueEncoder part(final ColumnType column, final DataType type, final Place place, final ValueEncoder encoder) {
        final DateConversion dates = DateConversion.of(type);
        final boolean isDate = DateConversion.isNeeded(type);
        final ValueRule rule = switch (check) {
            case UNCHANGED, STORED -> rules.ruleFor(column, type);
            // A BE does not check the length of text inside of arrays and maps of CSV (be/src/formats/csv/string_converter.cpp).
            case BY_SERVER -> format == LoadFormat.CSV && RecordTypes.isText(column) ? rules.ruleFor(column, type) : value -> Optional.empty();
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
                throw new UnencodableValueException(
                        "%s holds [%s], but %s %s".formatted(place.name(), RowText.of(values.printed(value, type)), TypeRules.label(column),
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
        final Optional<BigDecimal> number = FiniteNumbers.ofText(text);
        if (number.isPresent()) {
            return number.get();
        }
        return switch (check) {
            case BY_SERVER -> text;
            case UNCHANGED, STORED -> throw new UnencodableValueException("%s holds [%s], which is not a valid %s".formatted(place.name(),
                    RowText.of(Utf8.repaired(Messages.bounded(text, MAX_PRINTED))), column.name()));
        };
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

    /** Text that is no date, for the server to refuse. */
    private void writeDateText(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof Boolean || value instanceof java.util.Date) {
            throw mismatch(value, column);
        }
        row.writeString(values.temporal().plain(value).orElseThrow(() -> mismatch(value, column)));
    }

    static UnencodableValueException mismatch(final Object value, final ColumnType column) {
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

    /** Text for a JSON column is JSON, or what the options say; inside of a nested value it is a JSON string. */
    private ValueEncoder json(final DataType type, final Place place) {
        if (place.isColumn()) {
            return new JsonColumnEncoder(format, options.jsonText(), values, type).afterDates(type);
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
                final UntypedValues literals = new UntypedValues(values.temporal(), place.inCsv(), options.nulls());
                yield (row, value) -> literals.write(row, value, type);
            }
        };
    }
}
