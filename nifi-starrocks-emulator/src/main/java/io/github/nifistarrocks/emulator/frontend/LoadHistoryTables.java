package io.github.nifistarrocks.emulator.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;
import io.github.nifistarrocks.emulator.store.QueryResult;
import io.github.nifistarrocks.emulator.transaction.LoadHistory;

/**
 * SELECT of named columns from the two tables of loads, with conditions {@code column = 'text'}. Every user may read {@code information_schema} (FE:
 * AuthorizationMgr, the role public); the other table needs SELECT.
 */
final class LoadHistoryTables {

    private static final String LOADS = "information_schema.loads";
    private static final TableName HISTORY = new TableName("_statistics_", "loads_history");
    private static final Pattern SELECT = Pattern.compile("(?is)select\\s+(.+?)\\s+from\\s+([\\w.`]+)(?:\\s+where\\s+(.+))?");
    private static final Pattern CONDITION = Pattern.compile("(?is)\\s*`?(\\w+)`?\\s*=\\s*'((?:[^'\\\\]|\\\\.)*)'\\s*(?:and\\b|$)");

    private final LoadHistory history;

    LoadHistoryTables(final LoadHistory history) {
        this.history = history;
    }

    static boolean isOnHistory(final String sql) {
        return table(sql).filter(name -> name.equals(LOADS) || name.equals(HISTORY.toString())).isPresent();
    }

    private static Optional<String> table(final String sql) {
        final Matcher select = SELECT.matcher(sql);
        return select.matches() ? Optional.of(select.group(2).replace("`", "").toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    void checkPrivilege(final String sql, final User user) {
        if (!isOnLoads(sql) && !user.may(Privilege.SELECT, HISTORY)) {
            throw MissingPrivilegeException.toSelect(HISTORY);
        }
    }

    private static boolean isOnLoads(final String sql) {
        return table(sql).filter(LOADS::equals).isPresent();
    }

    QueryResult select(final String sql) {
        final Matcher select = SELECT.matcher(sql);
        if (!select.matches()) {
            throw new SqlSyntaxException("Not part of the emulator: " + sql);
        }
        List<LoadHistory.HistoryRow> rows = isOnLoads(sql) ? history.loads() : history.copies();
        String conditions = Optional.ofNullable(select.group(3)).orElse("");
        while (!conditions.isBlank()) {
            final Matcher condition = CONDITION.matcher(conditions);
            if (!condition.lookingAt()) {
                throw new SqlSyntaxException("Not part of the emulator: " + conditions);
            }
            final HistoryColumn column = HistoryColumn.of(condition.group(1));
            final String wanted = condition.group(2).replaceAll("\\\\(.)", "$1");
            rows = rows.stream().filter(row -> column.of(row).equals(wanted)).toList();
            conditions = conditions.substring(condition.end());
        }
        final List<HistoryColumn> columns = Stream.of(select.group(1).split(",")).map(name -> HistoryColumn.of(name.replace("`", "").strip())).toList();
        return new QueryResult(columns.stream().map(Enum::name).toList(), columns.stream().map(column -> "varchar(2048)").toList(),
                rows.stream().<List<Object>>map(row -> new ArrayList<>(columns.stream().map(column -> column.of(row)).toList())).toList());
    }

    /** Some of the columns, which both tables have. */
    private enum HistoryColumn {
        LABEL, DB_NAME, TABLE_NAME, STATE;

        static HistoryColumn of(final String name) {
            return Stream.of(values()).filter(column -> column.name().equalsIgnoreCase(name)).findFirst()
                    .orElseThrow(() -> new SqlSyntaxException("Column '%s' cannot be resolved.".formatted(name)));
        }

        String of(final LoadHistory.HistoryRow row) {
            return switch (this) {
                case LABEL -> row.label();
                case DB_NAME -> row.table().database();
                case TABLE_NAME -> row.table().table();
                case STATE -> row.state();
            };
        }
    }
}
