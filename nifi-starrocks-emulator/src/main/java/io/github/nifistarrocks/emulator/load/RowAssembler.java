package io.github.nifistarrocks.emulator.load;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.SqlValues;

/** Converts source rows into rows of the table, checks them and writes the valid ones. The messages are the BE's. */
final class RowAssembler implements RowSink {

    private static final int MAX_SHOWN_CHARACTERS = 100;

    private final LoadPlan plan;
    private final Table table;
    private final ColumnMapping mapping;
    private final Column[] columns;
    private final boolean[] checked;
    private final Object[] template;
    private final LoadCounters counters;
    private final RowWriter writer;
    private Problem problem;

    RowAssembler(final LoadPlan plan, final LoadCounters counters, final RowWriter writer) {
        this.plan = plan;
        this.table = plan.table();
        this.mapping = plan.mapping();
        this.columns = table.columns().toArray(Column[]::new);
        this.checked = plan.options().isPartialUpdate() ? mapping.provided() : all(columns.length);
        this.template = ColumnDefaults.of(table);
        this.counters = counters;
        this.writer = writer;
    }

    @Override
    public void broken(final String message, final String raw) {
        counters.addFiltered(message, raw);
    }

    @Override
    public void note(final String message, final String raw) {
        counters.addError(message, raw);
    }

    @Override
    public void row(final SourceRow source) {
        problem = null;
        final Object[] row = template.clone();
        for (int i = 0; i < columns.length && problem == null; i++) {
            fill(row, i, source);
        }
        if (problem != null) {
            counters.addFiltered(problem.message(), problem.row());
            return;
        }
        plan.filling().fill(row, mapping.opOf(source));
        if (plan.where().isPresent() && !plan.where().get().test(row, table, mapping.opOf(source))) {
            counters.addUnselected();
            return;
        }
        final Optional<Problem> refusal = refusal(row, source);
        if (refusal.isPresent()) {
            counters.addFiltered(refusal.get().message(), refusal.get().row());
            return;
        }
        final Optional<Partition> partition = table.partitionOf(row).filter(plan::mayLoadInto);
        if (partition.isEmpty()) {
            counters.addOutOfPartition("The row is out of partition ranges. Please add a new partition.", display(row, source));
            return;
        }
        writer.add(row, partition.get(), table.tabletOf(partition.get(), row, counters.loaded()), mapping.opOf(source));
        counters.addLoaded(1);
    }

    private void fill(final Object[] row, final int column, final SourceRow source) {
        final int field = mapping.fieldOf(column);
        final ColumnType type = columns[column].type();
        try {
            if (field >= 0) {
                row[column] = source.value(field, type, columns[column].name());
            } else if (mapping.expressionOf(column) != null) {
                row[column] = SqlValues.convert(type, mapping.expressionOf(column).evaluate(source, mapping.fields().size()));
            }
        } catch (InvalidValueException e) {
            row[column] = null;
            problem = field < 0 ? null : unreadable(column, field, source);
        }
    }

    /** Without strict mode a value that cannot be read is NULL, which may be refused later. */
    private Problem unreadable(final int column, final int field, final SourceRow source) {
        if (!plan.isStrict()) {
            return null;
        }
        final String value = source.text(field);
        final String name = columns[column].name();
        final String type = columns[column].type().backendName();
        if (plan.options().format() == LoadFormat.JSON) {
            return new Problem("Value '%s' is out of range. The type of '%s' is %s".formatted(quoted(value), name, type), displaySource(source));
        }
        return new Problem("The field (name = %s, pos = %d) is out of range. Type: %s, Value length: %d, Value: %s".formatted(name, field, type,
                value.getBytes(StandardCharsets.UTF_8).length, value), source.raw());
    }

    private Optional<Problem> refusal(final Object[] row, final SourceRow source) {
        for (int i = 0; i < columns.length; i++) {
            if (checked[i] && row[i] == null && !columns[i].nullable()) {
                return Optional.of(new Problem("NULL value in %s column '%s'".formatted(columns[i].isAutoIncrement() ? "auto increment" : "non-nullable",
                        columns[i].name()), display(row, source)));
            }
            final int limit = columns[i].type().length();
            final int length = limit > 0 && row[i] != null ? lengthOver(row[i], limit) : 0;
            if (length > limit) {
                return Optional.of(tooLong(columns[i], row[i], length));
            }
            if (row[i] instanceof final BigDecimal decimal && isOver(columns[i].type(), decimal)) {
                return Optional.of(new Problem("Decimal '%s' is out of range. The type of '%s' is %s'".formatted(decimal.toPlainString(), columns[i].name(),
                        columns[i].type().backendName()), ""));
            }
        }
        return Optional.empty();
    }

    /** The message shows the text, up to its 100th character, instead of the row. */
    private static Problem tooLong(final Column column, final Object value, final int length) {
        final String text = value instanceof final byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) value;
        final String shown = text.length() > MAX_SHOWN_CHARACTERS ? text.substring(0, MAX_SHOWN_CHARACTERS) + "..." : text;
        return new Problem("String '%s'(length=%d) is too long. The max length of '%s' is %d".formatted(shown, length, column.name(), column.type().length()),
                "");
    }

    /** Whether a decimal has more digits than its column. */
    private static boolean isOver(final ColumnType type, final BigDecimal decimal) {
        return decimal.precision() - decimal.scale() > type.precision() - type.scale() && decimal.signum() != 0;
    }

    /** The length in bytes; 0 when it is known to be within the limit. */
    private static int lengthOver(final Object value, final int limit) {
        if (value instanceof final String text) {
            return text.length() * 3 <= limit ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        }
        return value instanceof final byte[] bytes ? bytes.length : 0;
    }

    /** The columns of the table only, and of a PRIMARY KEY table the operation behind them. */
    private String display(final Object[] row, final SourceRow source) {
        final StringJoiner text = new StringJoiner(", ", "[", "]");
        for (final Object value : row) {
            switch (value) {
                case null -> text.add("NULL");
                case String string -> text.add(quoted(string));
                case byte[] bytes -> text.add(quoted(new String(bytes, StandardCharsets.UTF_8)));
                default -> text.add(value.toString());
            }
        }
        if (table.keysType() == KeysType.PRIMARY) {
            text.add(String.valueOf(mapping.opOf(source)));
        }
        return text.toString();
    }

    /** All fields of the source, also those that are not columns. */
    private String displaySource(final SourceRow source) {
        final StringJoiner text = new StringJoiner(", ", "[", "]");
        final List<String> fields = mapping.fields();
        for (int i = 0; i < fields.size(); i++) {
            final boolean op = table.keysType() == KeysType.PRIMARY && fields.get(i).equalsIgnoreCase(SourceRow.OP);
            final String value = op ? String.valueOf(mapping.opOf(source)) : source.text(i);
            if (value == null) {
                text.add("NULL");
            } else {
                text.add(!op && isText(fields.get(i)) ? quoted(value) : value);
            }
        }
        return text.toString();
    }

    /** Whether the reader provides the field as text. */
    private boolean isText(final String field) {
        final int column = table.position(field);
        return column < 0 || switch (columns[column].type().kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, JSON, ARRAY, MAP, STRUCT -> false;
            case LARGEINT, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, VARBINARY, HLL, BITMAP -> true;
        };
    }

    private static String quoted(final String text) {
        return "'" + text + "'";
    }

    private static boolean[] all(final int count) {
        final boolean[] all = new boolean[count];
        Arrays.fill(all, true);
        return all;
    }

    /**
     * Why a row is refused.
     *
     * @param row as the error log shows it
     */
    private record Problem(String message, String row) {}
}
