package io.github.nifistarrocks.processors.type;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The NiFi record types that stand for StarRocks' types, and the kinds of values that StarRocks' types hold. */
public final class RecordTypes {

    /** NiFi's type for binary values. */
    public static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());

    private static final int MAX_PRECISION = 76;
    private static final int DEFAULT_PRECISION = 38;
    private static final int DEFAULT_SCALE = 9;

    private RecordTypes() {}

    /**
     * The type that holds exactly the values of a column.
     *
     * @return empty for types that no NiFi type stands for
     */
    public static Optional<DataType> dataType(final ColumnType type) {
        return switch (type) {
            case ScalarType scalar -> scalarType(scalar).map(RecordFieldType::getDataType);
            case ColumnType.DecimalType decimal -> Optional.of(decimal(decimal.precision().orElse(DEFAULT_PRECISION),
                    decimal.scale().orElse(decimal.precision().isPresent() ? 0 : DEFAULT_SCALE)));
            case ColumnType.CharType ignored -> Optional.of(RecordFieldType.STRING.getDataType());
            case ColumnType.VarcharType ignored -> Optional.of(RecordFieldType.STRING.getDataType());
            case ColumnType.VarbinaryType ignored -> Optional.of(BYTES);
            case ColumnType.ArrayType ignored -> Optional.empty();
            case ColumnType.MapType ignored -> Optional.empty();
            case ColumnType.StructType ignored -> Optional.empty();
            case ColumnType.UnknownType ignored -> Optional.empty();
        };
    }

    /**
     * The type of values that are to be loaded into a column. It is wider than the column where a value that does not fit must stay as it is until it is
     * reported.
     *
     * @return empty for types that no NiFi type stands for
     */
    public static Optional<DataType> inputType(final ColumnType type) {
        if (type == ScalarType.TINYINT || type == ScalarType.SMALLINT) {
            return Optional.of(RecordFieldType.INT.getDataType());
        }
        return type instanceof final ColumnType.DecimalType decimal ? Optional.of(inputDecimal(decimal)) : dataType(type);
    }

    /** The type of decimal values that are to be loaded into a column. */
    public static DataType inputDecimal(final ColumnType.DecimalType decimal) {
        return decimal.precision().isPresent() ? decimal(decimal.precision().getAsInt(), decimal.scale().orElse(0)) : decimal(MAX_PRECISION, 0);
    }

    /** A decimal type that NiFi accepts, also for numbers without a digit before the point. */
    public static DataType decimal(final int precision, final int scale) {
        return RecordFieldType.DECIMAL.getDecimalDataType(Math.max(precision, Math.max(scale, 1)), Math.max(scale, 0));
    }

    private static Optional<RecordFieldType> scalarType(final ScalarType type) {
        return switch (type) {
            case BOOLEAN -> Optional.of(RecordFieldType.BOOLEAN);
            case TINYINT -> Optional.of(RecordFieldType.BYTE);
            case SMALLINT -> Optional.of(RecordFieldType.SHORT);
            case INT -> Optional.of(RecordFieldType.INT);
            case BIGINT -> Optional.of(RecordFieldType.LONG);
            case LARGEINT -> Optional.of(RecordFieldType.BIGINT);
            case FLOAT -> Optional.of(RecordFieldType.FLOAT);
            case DOUBLE -> Optional.of(RecordFieldType.DOUBLE);
            case DATE -> Optional.of(RecordFieldType.DATE);
            case DATETIME -> Optional.of(RecordFieldType.TIMESTAMP);
            case JSON -> Optional.of(RecordFieldType.STRING);
            case HLL, BITMAP, PERCENTILE -> Optional.empty();
        };
    }

    /** TINYINT to LARGEINT. */
    public static boolean isWholeNumber(final ColumnType type) {
        return kind(type) == Kind.WHOLE_NUMBER;
    }

    /** Whole numbers, FLOAT, DOUBLE and DECIMAL. */
    public static boolean isNumber(final ColumnType type) {
        return kind(type) == Kind.WHOLE_NUMBER || kind(type) == Kind.NUMBER;
    }

    /** CHAR and VARCHAR. */
    public static boolean isText(final ColumnType type) {
        return kind(type) == Kind.TEXT;
    }

    /** VARBINARY. */
    public static boolean isBinary(final ColumnType type) {
        return kind(type) == Kind.BINARY;
    }

    /** ARRAY, MAP and STRUCT. */
    public static boolean isNested(final ColumnType type) {
        return kind(type) == Kind.NESTED;
    }

    private enum Kind {
        WHOLE_NUMBER, NUMBER, TEXT, BINARY, NESTED, OTHER
    }

    private static Kind kind(final ColumnType type) {
        return switch (type) {
            case ScalarType scalar -> switch (scalar) {
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> Kind.WHOLE_NUMBER;
                case FLOAT, DOUBLE -> Kind.NUMBER;
                case BOOLEAN, DATE, DATETIME, JSON, HLL, BITMAP, PERCENTILE -> Kind.OTHER;
            };
            case ColumnType.DecimalType ignored -> Kind.NUMBER;
            case ColumnType.CharType ignored -> Kind.TEXT;
            case ColumnType.VarcharType ignored -> Kind.TEXT;
            case ColumnType.VarbinaryType ignored -> Kind.BINARY;
            case ColumnType.ArrayType ignored -> Kind.NESTED;
            case ColumnType.MapType ignored -> Kind.NESTED;
            case ColumnType.StructType ignored -> Kind.NESTED;
            case ColumnType.UnknownType ignored -> Kind.OTHER;
        };
    }
}
