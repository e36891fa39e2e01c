package io.github.nifistarrocks.processors.value;

import io.github.nifistarrocks.client.schema.ColumnType;

/**
 * Values that are loaded as NULL, though they are something else.
 *
 * @param emptyText text without a character other than blanks, for columns that are not text
 * @param notFinite NaN and infinity, for columns that are not text
 */
public record NullValues(boolean emptyText, boolean notFinite) {

    /** Every value is loaded as it is. */
    public static final NullValues NONE = new NullValues(false, false);

    /** Whether any value of a column or part of this type is NULL. */
    public boolean appliesTo(final ColumnType type) {
        return (emptyText || notFinite) && switch (type) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DATE, DATETIME, JSON, BITMAP, PERCENTILE -> true;
                case HLL -> false;
            };
            case ColumnType.DecimalType ignored -> true;
            case ColumnType.ArrayType ignored -> true;
            case ColumnType.MapType ignored -> true;
            case ColumnType.StructType ignored -> true;
            case ColumnType.CharType ignored -> false;
            case ColumnType.VarcharType ignored -> false;
            case ColumnType.VarbinaryType ignored -> false;
            case ColumnType.UnknownType ignored -> false;
        };
    }

    /**
     * Whether a value is NULL in a column to which these apply.
     *
     * @param value never null
     */
    public boolean contains(final Object value) {
        return emptyText && value instanceof final String text && text.isBlank() || notFinite && FiniteNumbers.isNotFinite(value);
    }

    /** Whether a number is NULL inside of JSON. */
    boolean isNotFinite(final Number number) {
        return notFinite && FiniteNumbers.isNotFinite(number);
    }
}
