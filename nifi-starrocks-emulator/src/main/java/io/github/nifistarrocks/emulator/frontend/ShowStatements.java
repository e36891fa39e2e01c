package io.github.nifistarrocks.emulator.frontend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.cluster.BackendId;

/** SHOW BACKENDS, FRONTENDS, DATABASES, TABLES, VARIABLES LIKE and DESC. */
final class ShowStatements {

    private final FrontendContext context;

    ShowStatements(final FrontendContext context) {
        this.context = context;
    }

    /**
     * @param database for names without one; empty when there is none
     * @return empty for a statement that the emulator does not know
     */
    Optional<Shown> answer(final String sql, final User user, final String database) {
        final String[] parts = sql.toLowerCase(Locale.ROOT).split("\\s+");
        if (parts.length < 2) {
            return Optional.empty();
        }
        final String last = sql.split("\\s+")[parts.length - 1].replace("`", "");
        if (parts[0].startsWith("desc")) {
            return describe(last, database);
        }
        return switch (parts[1]) {
            case "backends" -> Optional.of(backends(user));
            case "frontends" -> Optional.of(frontends());
            case "databases" -> Optional.of(databases(user));
            case "variables" -> Optional.of(variables(last.replace("'", "")));
            case "tables" -> Optional.of(tables(parts.length > 3 ? last : database));
            default -> Optional.empty();
        };
    }

    Shown backends(final User user) {
        if (!user.isAdministrator()) {
            throw MissingPrivilegeException.onSystem("OPERATE OR NODE");
        }
        final List<List<String>> rows = new ArrayList<>();
        for (final EmulatorBackend backend : context.backends().all()) {
            rows.add(List.of(String.valueOf(BackendId.of(backend.index())), backend.host(), "9050", String.valueOf(backend.thriftPort()),
                    String.valueOf(backend.httpPort()),
                    "8060", String.valueOf(backend.isAlive())));
        }
        return new Shown(List.of("BackendId", "IP", "HeartbeatPort", "BePort", "HttpPort", "BrpcPort", "Alive"), rows);
    }

    private Shown frontends() {
        final List<List<String>> rows = new ArrayList<>();
        for (final EmulatorFrontend frontend : context.frontends()) {
            rows.add(List.of(frontend.url().getHost(), String.valueOf(frontend.url().getPort()), frontend.isLeader() ? "LEADER" : "FOLLOWER", "true"));
        }
        return new Shown(List.of("IP", "HttpPort", "Role", "Alive"), rows);
    }

    private Shown databases(final User user) {
        final List<List<String>> rows = new ArrayList<>();
        context.catalog().databases().stream().filter(user::seesDatabase).forEach(name -> rows.add(List.of(name)));
        rows.add(List.of("information_schema"));
        return new Shown(List.of("Database"), rows);
    }

    private Shown tables(final String database) {
        return new Shown(List.of("Tables_in_" + database), context.catalog().tables(database).stream().map(table -> List.of(table.name().table())).toList());
    }

    /** Two of the variables. Every user sees them (fe-recordings, 211). */
    private Shown variables(final String pattern) {
        final Pattern names = Pattern.compile(Pattern.quote(pattern).replace("%", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
        final List<List<String>> rows = List.of(List.of("version", "8.0.33"), List.of("version_comment", context.settings().version().comment()));
        return new Shown(List.of("Variable_name", "Value"), rows.stream().filter(row -> names.matcher(row.getFirst()).matches()).toList());
    }

    private Optional<Shown> describe(final String table, final String database) {
        final int dot = table.indexOf('.');
        final TableName name = dot < 0 ? new TableName(database, table) : new TableName(table.substring(0, dot), table.substring(dot + 1));
        return context.catalog().table(name).map(found -> new Shown(List.of("Field", "Type", "Null", "Key", "Default", "Extra"),
                found.columns().stream().map(ShowStatements::describe).toList()));
    }

    private static List<String> describe(final Column column) {
        return Arrays.asList(column.name(), column.type().displayName(), column.nullable() ? "YES" : "NO", String.valueOf(column.key()),
                column.defaultValue().orElse(null), "");
    }

    /** A table of texts. */
    record Shown(List<String> columns, List<List<String>> rows) {}
}
