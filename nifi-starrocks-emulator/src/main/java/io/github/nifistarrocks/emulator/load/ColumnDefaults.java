package io.github.nifistarrocks.emulator.load;

import java.time.LocalDateTime;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.value.SqlValues;
import io.github.nifistarrocks.emulator.value.TextValues;

/** The values of columns that a row does not provide. */
public final class ColumnDefaults {

    private ColumnDefaults() {}

    /** One value per column; NULL where there is no default. */
    public static Object[] of(final Table table) {
        final List<Column> columns = table.columns();
        final Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(columns.get(i));
        }
        return values;
    }

    private static Object of(final Column column) {
        if (column.defaultValue().isEmpty()) {
            return null;
        }
        final String text = column.defaultValue().get();
        final boolean now = text.equalsIgnoreCase("CURRENT_TIMESTAMP");
        return now ? SqlValues.convert(column.type(), LocalDateTime.now().withNano(0)) : TextValues.parse(column.type(), text);
    }
}
