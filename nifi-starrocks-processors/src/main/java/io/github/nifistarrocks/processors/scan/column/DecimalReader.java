package io.github.nifistarrocks.processors.scan.column;

import java.math.BigDecimal;
import java.util.function.IntFunction;

/** Decimals of any width. */
record DecimalReader(IntFunction<BigDecimal> values) implements ColumnReader {

    @Override
    public Object value(final int row) {
        return values.apply(row);
    }

    @Override
    public String text(final int row) {
        final BigDecimal value = values.apply(row);
        return value == null ? null : value.toPlainString();
    }
}
