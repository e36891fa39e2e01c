package io.github.nifistarrocks.processors.isolation;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.Conversion;
import org.apache.nifi.serialization.record.Record;

/**
 * Rows as the server's error log prints them when it refuses them behind the reading: the columns of the table in their order, {@code [1, 'a', NULL]}, and not
 * which record they are made of. Whole numbers and texts that are loaded as they are can be compared with records. A record that fits may be the one or may
 * not: to be verified by a trial.
 */
public final class PrintedRows {

    private static final Set<String> COMPARED = Set.of("TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT", "CHAR", "VARCHAR", "STRING");

    private final List<String> compared;
    private final List<PrintedRow> rows;

    /**
     * @param table the target, whose columns the rows show; nothing is compared when it is not known
     * @param rows of the error log; those without a print are left out
     */
    public PrintedRows(final ColumnPlan plan, final Optional<TableSchema> table, final List<RejectedRow> rows) {
        final Map<String, String> fieldsByColumn = new HashMap<>();
        plan.fields().stream().filter(field -> field.conversion() == Conversion.NONE)
                .forEach(field -> field.target().ifPresent(column -> fieldsByColumn.put(column.toLowerCase(Locale.ROOT), field.name())));
        this.compared = table.map(TableSchema::columns).orElse(List.of()).stream().filter(column -> COMPARED.contains(column.type()))
                .map(column -> fieldsByColumn.get(column.name().toLowerCase(Locale.ROOT))).filter(Objects::nonNull).toList();
        this.rows = rows.stream().filter(row -> row.row().startsWith("[") && row.row().endsWith("]"))
                .map(row -> new PrintedRow(", " + row.row().substring(1, row.row().length() - 1) + ",", row.reason())).toList();
    }

    /** Whether no record can be compared with any row. */
    public boolean isEmpty() {
        return compared.isEmpty() || rows.isEmpty();
    }

    /** @return the server's reason for a row that may be made of the record; null when there is none */
    public String reasonFor(final Record record) {
        final String[] values = compared.stream().map(field -> printed(record.getValue(field))).filter(Objects::nonNull).toArray(String[]::new);
        if (values.length == 0) {
            return null;
        }
        for (final PrintedRow row : rows) {
            if (row.shows(values)) {
                return row.reason;
            }
        }
        return null;
    }

    /** @return null for what the server may print in another way */
    private static String printed(final Object value) {
        return switch (value) {
            case final String text -> text;
            case final Long number -> number.toString();
            case final Integer number -> number.toString();
            case final Short number -> number.toString();
            case final Byte number -> number.toString();
            case final BigInteger number -> number.toString();
            case null, default -> null;
        };
    }

    /** @param print with a separator in front of and behind each column */
    private record PrintedRow(String print, String reason) {

        boolean shows(final String[] values) {
            int from = 0;
            for (final String value : values) {
                final int plain = print.indexOf(", " + value + ",", from);
                final int quoted = print.indexOf(", '" + value + "',", from);
                if (plain < 0 && quoted < 0) {
                    return false;
                }
                // The separator behind is also the one in front of the next.
                from = quoted < 0 || plain >= 0 && plain < quoted ? plain + value.length() + 2 : quoted + value.length() + 4;
            }
            return true;
        }
    }
}
