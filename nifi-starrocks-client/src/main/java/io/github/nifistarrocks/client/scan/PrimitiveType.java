package io.github.nifistarrocks.client.scan;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnTypes;

/** TPrimitiveType of StarRocks' Types.thrift, by its number. */
public enum PrimitiveType {
    INVALID_TYPE, NULL_TYPE, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DATE, DATETIME, BINARY, DECIMAL, CHAR, LARGEINT, VARCHAR, HLL, DECIMALV2,
    TIME, OBJECT, PERCENTILE, DECIMAL32, DECIMAL64, DECIMAL128, JSON, FUNCTION, VARBINARY, DECIMAL256, INT256, VARIANT;

    private static final PrimitiveType[] BY_NUMBER = values();

    /** {@link #INVALID_TYPE}, which nested types have too, for a number that this client does not know. */
    static PrimitiveType of(final int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : INVALID_TYPE;
    }

    /** {@link ColumnType#UNKNOWN} for {@link #INVALID_TYPE}. Thrift reports no length, precision or scale here. */
    public ColumnType columnType() {
        return ColumnTypes.of(name());
    }
}
