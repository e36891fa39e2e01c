package io.github.nifistarrocks.emulator.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TypeKind;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.value.BadValueException;
import io.github.nifistarrocks.emulator.value.SqlValues;

/** Turns source rows into rows of the table, checks them and hands the good ones on. The sentences are the BE's. */
final class RowAssembler implements RowSink {
    private final LoadPlan plan;
    private final Table table;
    private final ColumnMapping mapping;
    private final Column[] columns;
    private final boolean[] checked;
    private final Object[] template;
    private final LoadCounters counters;
    private final RowWriter writer;
    private String problem;

    RowAssembler(LoadPlan plan, LoadCounters counters, RowWriter writer) {
        this.plan = plan;
        this.table = plan.table();
        this.mapping = plan.mapping();
        this.columns = table.columns().toArray(Column[]::new);
        this.checked = plan.options().flag("partial_update") ? mapping.provided() : all(columns.length);
        this.template = ColumnDefaults.of(table);
        this.counters = counters;
        this.writer = writer;
    }

    @Override
    public void broken(String message, String raw) {
        counters.addFiltered(message, raw);
    }

    @Override
    public void row(SourceRow source) {
        problem = null;
        Object[] row = template.clone();
        for (int i = 0; i < columns.length && problem == null; i++) {
            fill(row, i, source);
        }
        if (problem != null) {
            counters.addFiltered(problem, source.raw());
            return;
        }
        if (plan.where().isPresent() && !plan.where().get().test(row, table.columns())) {
            counters.addUnselected();
            return;
        }
        Optional<String> refusal = refusal(row);
        if (refusal.isPresent()) {
            counters.addFiltered(refusal.get(), display(row));
            return;
        }
        Optional<Partition> partition = table.partitionOf(row).filter(plan::mayLoadInto);
        if (partition.isEmpty()) {
            counters.addFiltered("The row is out of partition ranges. Please add a new partition.", display(row));
            return;
        }
        writer.add(row, partition.get(), table.tabletOf(partition.get(), row, counters.loaded()), mapping.opOf(source));
        counters.addLoaded(1);
    }

    private void fill(Object[] row, int column, SourceRow source) {
        int field = mapping.fieldOf(column);
        ColumnType type = columns[column].type();
        try {
            if (field >= 0) {
                row[column] = source.value(field, type, columns[column].name());
            } else if (mapping.expressionOf(column) != null) {
                row[column] = SqlValues.convert(type, mapping.expressionOf(column).evaluate(source, mapping.fields().size()));
            }
        } catch (BadValueException e) {
            row[column] = null;
            problem = problemWith(e, column, field < 0 ? "" : source.text(field));
        }
    }

    /** Without strict mode a value that cannot be read is NULL, which may be refused later. */
    private String problemWith(BadValueException e, int column, String value) {
        if (e.isSentence()) {
            return e.getMessage();
        }
        if (!plan.isStrict()) {
            return null;
        }
        ColumnType type = columns[column].type();
        String typeName = type.kind() == TypeKind.DECIMAL ? "%s(%d, %d)".formatted(type.primitiveName(), type.precision(), type.scale()) : type.primitiveName();
        if (e.isOutOfRange()) {
            return "Decimal '%s' is out of range. The type of '%s' is %s'".formatted(value, columns[column].name(), typeName);
        }
        return "The field (name = %s, pos = %d) is out of range. Type: %s, Value: %s".formatted(columns[column].name(), column, typeName, value);
    }

    private Optional<String> refusal(Object[] row) {
        for (int i = 0; i < columns.length; i++) {
            if (checked[i] && row[i] == null && !columns[i].nullable()) {
                return Optional.of("NULL value in non-nullable column '%s'".formatted(columns[i].name()));
            }
            int limit = columns[i].type().length();
            if (limit > 0 && row[i] != null && lengthOver(row[i], limit) > limit) {
                return Optional.of("String (length=%d) is too long. The max length of '%s' is %d"
                        .formatted(lengthOver(row[i], limit), columns[i].name(), limit));
            }
        }
        return Optional.empty();
    }

    /** The length in bytes; 0 when it is surely within the limit. */
    private static int lengthOver(Object value, int limit) {
        if (value instanceof String text) {
            return text.length() * 3 <= limit ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        }
        return value instanceof byte[] bytes ? bytes.length : 0;
    }

    private static String display(Object[] row) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (Object value : row) {
            switch (value) {
                case null -> text.add("NULL");
                case String string -> text.add("'" + string + "'");
                case byte[] bytes -> text.add("'" + new String(bytes, StandardCharsets.UTF_8) + "'");
                case List<?> list -> text.add(list.toString());
                default -> text.add(value.toString());
            }
        }
        return text.toString();
    }

    private static boolean[] all(int count) {
        boolean[] all = new boolean[count];
        Arrays.fill(all, true);
        return all;
    }
}
