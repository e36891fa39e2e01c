package io.github.nifistarrocks.processors.planning;

import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import org.apache.nifi.components.state.StateManager;

/**
 * The maximum values up to which tables were read, in the state of the processor for the cluster. The keys are those of QueryDatabaseTable: the table, a
 * delimiter, and the column in lower case.
 */
public final class MaximumValues implements ReadScope {

    /** In the key of a table that had no rows at its first run. */
    private static final String NO_COLUMN = "";

    private final Selection selection;
    private final PlanState state;

    private MaximumValues(final Selection selection, final PlanState state) {
        this.selection = selection;
        this.state = state;
    }

    /**
     * Which rows are new.
     *
     * @param columns their names, the one that decides which rows are new first; not empty
     * @param initial values by the names of columns, for tables that were not read
     * @param end rows of this time or later are not read yet
     */
    public record Selection(List<String> columns, Map<String, String> initial, Optional<LocalDateTime> end) {

        public Selection {
            columns = List.copyOf(columns);
            initial = initial.entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        }
    }

    /**
     * Reads the state.
     *
     * @throws UncheckedIOException when the state cannot be read
     */
    public static MaximumValues read(final StateManager manager, final Selection selection) {
        return new MaximumValues(selection, PlanState.read(manager));
    }

    @Override
    public PlanState state() {
        return state;
    }

    /** @throws StarRocksException INVALID for a column that is missing or whose type is not supported */
    List<MaximumColumn> columns(final TableSchema schema) throws StarRocksException {
        final List<MaximumColumn> found = new ArrayList<>();
        for (final String name : selection.columns()) {
            found.add(MaximumColumns.of(schema, name, last(schema.table(), name)));
        }
        if (selection.end().isPresent()) {
            found.set(0, MaximumColumns.before(found.getFirst(), selection.end().get()));
        }
        return found;
    }

    /** Whether no plan has read the table yet, and no initial value is set. */
    public boolean isUnread(final TableId table) {
        final boolean known = selection.columns().stream().limit(1).anyMatch(first -> last(table, first).isPresent());
        return !known && state.value(table, NO_COLUMN).isEmpty();
    }

    private Optional<String> last(final TableId table, final String column) {
        final String lowerCase = column.toLowerCase(Locale.ROOT);
        return state.value(table, lowerCase).or(() -> Optional.ofNullable(selection.initial().get(lowerCase)));
    }

    /**
     * The entries of the state after a plan.
     *
     * @param maxima by column, the values up to which the table is read; empty when it has no rows
     */
    public static Map<String, String> entries(final TableId table, final Map<String, String> maxima) {
        if (maxima.isEmpty()) {
            return Map.of(PlanState.key(table, NO_COLUMN), "no rows");
        }
        return maxima.entrySet().stream()
                .collect(Collectors.toMap(entry -> PlanState.key(table, entry.getKey().toLowerCase(Locale.ROOT)), Map.Entry::getValue));
    }
}
