package io.github.nifistarrocks.processors.column;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * The function by which the server derives a column's value from a source field. VARBINARY is sent as hex and not as base64, because {@code to_binary(x,
 * 'encode64')} returns NULL for an empty text (BE: be/src/exprs/encryption_functions.cpp, from_base64), while {@code 'hex'} returns no bytes.
 */
public enum Conversion {

    NONE("%s", "values", "%s"),
    HEX("to_binary(%s,'hex')", "values", "%s"),
    BITMAP("to_bitmap(%s)", "whole numbers", "bitmap_hash(%s)"),
    HLL("hll_hash(%s)", "text and numbers", "hll_hash(%s)"),
    PERCENTILE("percentile_hash(%s)", "numbers", "percentile_hash(%s)");

    private final String call;
    private final String input;
    private final String example;

    Conversion(final String call, final String input, final String example) {
        this.call = call;
        this.input = input;
        this.example = example;
    }

    static Conversion of(final ColumnType type, final LoadFormat format) {
        return switch (type) {
            case ColumnType.ScalarType scalar -> switch (scalar) {
                case BITMAP -> BITMAP;
                case HLL -> HLL;
                case PERCENTILE -> PERCENTILE;
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DATE, DATETIME, JSON -> NONE;
            };
            case ColumnType.VarbinaryType ignored -> format == LoadFormat.JSON ? HEX : NONE;
            case ColumnType.DecimalType ignored -> NONE;
            case ColumnType.CharType ignored -> NONE;
            case ColumnType.VarcharType ignored -> NONE;
            case ColumnType.ArrayType ignored -> NONE;
            case ColumnType.MapType ignored -> NONE;
            case ColumnType.StructType ignored -> NONE;
            case ColumnType.UnknownType ignored -> NONE;
        };
    }

    /** Whether the function can take the values of a field. */
    boolean takes(final RecordFieldType field) {
        return switch (this) {
            case NONE, HEX -> true;
            case BITMAP, HLL, PERCENTILE -> switch (field) {
                case BYTE, SHORT, INT, LONG, BIGINT -> true;
                case FLOAT, DOUBLE, DECIMAL -> this != BITMAP;
                case BOOLEAN, CHAR, STRING, ENUM, UUID, DATE, TIME, TIMESTAMP -> this == HLL;
                case ARRAY, MAP, RECORD, CHOICE -> false;
            };
        };
    }

    /** The kind of values that the function takes. */
    String input() {
        return input;
    }

    /** @param source back-ticked */
    String of(final String source) {
        return call.formatted(source);
    }

    /**
     * An expression that also takes other values.
     *
     * @param source back-ticked
     */
    String example(final String source) {
        return example.formatted(source);
    }
}
