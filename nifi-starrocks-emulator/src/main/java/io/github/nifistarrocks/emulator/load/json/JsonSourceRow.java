package io.github.nifistarrocks.emulator.load.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Supplier;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.load.json.column.JsonCasts;
import io.github.nifistarrocks.emulator.load.source.SourceRow;

/**
 * An object of a JSON body, its fields read.
 *
 * @param values null for NULL; text where the type of the column is cast from text
 * @param rawText the object as it was sent; valid only while the row is processed
 */
record JsonSourceRow(Object[] values, Supplier<String> rawText) implements SourceRow {

    @Override
    public Object value(final int field, final ColumnType type, final String column) {
        final Object value = values[field];
        return value instanceof final String text ? JsonCasts.cast(type, text) : value;
    }

    @Override
    public String text(final int field) {
        return switch (values[field]) {
            case null -> null;
            case Boolean flag -> flag ? "1" : "0";
            case BigDecimal decimal -> decimal.toPlainString();
            case List<?> items -> items.toString().replace(", ", ",");
            default -> values[field].toString();
        };
    }

    @Override
    public String raw() {
        return rawText.get();
    }
}
