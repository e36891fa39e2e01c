package io.github.nifistarrocks.emulator.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.Aggregation;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.value.Sketch;

/** Merges a stored row and a new one with its key. */
final class RowMerger {

    private final List<Column> columns;
    private final boolean aggregating;
    private final WriteMode mode;

    RowMerger(final Table table, final WriteMode mode) {
        this.columns = table.columns();
        this.aggregating = table.keysType() == KeysType.AGGREGATE;
        this.mode = mode;
    }

    /** Whether the outcome depends on the stored row. */
    boolean needsStoredRow() {
        return aggregating || mode.provided().isPresent() || mode.mergeColumn().isPresent();
    }

    /** @return the row to store; null when the key is to be deleted */
    Object[] merge(final Object[] stored, final Object[] row, final int op) {
        if (op == RowWriter.DELETE) {
            return null;
        }
        if (stored != null && mode.mergeColumn().isPresent() && isOlder(row[mode.mergeColumn().get()], stored[mode.mergeColumn().get()])) {
            return stored;
        }
        final Object[] complete = mode.provided().map(provided -> complete(stored, row, provided)).orElse(row);
        return aggregating && stored != null ? aggregate(stored, complete) : complete;
    }

    private Object[] complete(final Object[] stored, final Object[] row, final boolean[] provided) {
        final Object[] complete = row.clone();
        for (int i = 0; i < complete.length; i++) {
            if (!provided[i]) {
                complete[i] = stored == null ? mode.defaults()[i] : stored[i];
            }
        }
        return complete;
    }

    private Object[] aggregate(final Object[] stored, final Object[] row) {
        final Object[] result = row.clone();
        for (int i = 0; i < result.length; i++) {
            if (!columns.get(i).key()) {
                result[i] = aggregate(columns.get(i).aggregation().orElse(Aggregation.REPLACE_IF_NOT_NULL), stored[i], row[i]);
            }
        }
        return result;
    }

    private static Object aggregate(final Aggregation function, final Object stored, final Object value) {
        if (stored == null || value == null && function != Aggregation.REPLACE) {
            return stored == null ? value : stored;
        }
        return switch (function) {
            case SUM -> sum(stored, value);
            case MIN -> isOlder(value, stored) ? value : stored;
            case MAX -> isOlder(value, stored) ? stored : value;
            case BITMAP_UNION, HLL_UNION -> Sketch.union((byte[]) stored, (byte[]) value);
            case REPLACE, REPLACE_IF_NOT_NULL -> value;
        };
    }

    private static Object sum(final Object one, final Object other) {
        return switch (one) {
            case Byte number -> (byte) (number + (Byte) other);
            case Short number -> (short) (number + (Short) other);
            case Integer number -> number + (Integer) other;
            case Long number -> number + (Long) other;
            case Float number -> number + (Float) other;
            case Double number -> number + (Double) other;
            case BigInteger number -> number.add((BigInteger) other);
            case BigDecimal number -> number.add((BigDecimal) other);
            default -> other;
        };
    }

    @SuppressWarnings("unchecked")
    private static boolean isOlder(final Object value, final Object stored) {
        if (value == null || stored == null) {
            return value == null && stored != null;
        }
        return ((Comparable<Object>) value).compareTo(stored) < 0;
    }
}
