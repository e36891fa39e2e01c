package io.github.nifistarrocks.emulator.load.csv;

import java.util.List;
import java.util.function.Supplier;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.value.csv.CsvValues;

/**
 * A row of CSV.
 *
 * @param fields null where {@code \N} is written
 * @param values how fields are read
 * @param rawText the row as it was sent; valid only while the row is processed
 */
record CsvSourceRow(List<String> fields, CsvValues values, Supplier<String> rawText) implements SourceRow {

    @Override
    public Object value(final int field, final ColumnType type, final String column) {
        final String text = fields.get(field);
        return text == null ? null : values.read(type, text);
    }

    @Override
    public String text(final int field) {
        return fields.get(field);
    }

    @Override
    public String raw() {
        return rawText.get();
    }
}
