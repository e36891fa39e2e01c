package io.github.nifistarrocks.emulator.frontend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.cluster.BackendId;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.listing.Listing;
import io.github.nifistarrocks.emulator.listing.PartitionListing;
import io.github.nifistarrocks.emulator.listing.TabletListing;
import io.github.nifistarrocks.emulator.sql.ShowOfTable;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;

/** SHOW BACKENDS, FRONTENDS, DATABASES, TABLES, VARIABLES LIKE, PARTITIONS, TABLET and DESC. */
final class ShowStatements {

    private final FrontendContext context;
    private final int frontend;

    /** @param frontend index of the FE that answers */
    ShowStatements(final FrontendContext context, final int frontend) {
        this.context = context;
        this.frontend = frontend;
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
        final Optional<ShowOfTable> ofTable = ShowOfTable.parse(sql);
        if (ofTable.isPresent()) {
            return Optional.of(shown(ofTable.get(), user));
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

    /**
     * The FE answers with its own metadata, and does not forward the statement (FE: RedirectStatus). Any privilege on the table is enough, and it is checked
     * after the names (FE: ShowStmtAnalyzer, AuthorizerStmtVisitor).
     */
    private Shown shown(final ShowOfTable show, final User user) {
        if (!context.catalog().hasDatabase(show.table().database())) {
            throw new SqlSyntaxException("Unknown database '%s'.".formatted(show.table().database()));
        }
        final Table table = context.catalog().table(show.table()).orElseThrow(
                () -> new SqlSyntaxException("Table[%s] does not exists or is not OLAP/Paimon table.".formatted(show.table().table())));
        if (Stream.of(Privilege.values()).noneMatch(privilege -> user.may(privilege, show.table()))) {
            throw MissingPrivilegeException.onTable(show.table());
        }
        final Listing listing = switch (show.subject()) {
            case PARTITIONS -> partitions(table);
            case TEMPORARY_PARTITIONS -> new Listing(partitions(table).columns(), List.of());
            case TABLETS -> tablets(table, show.partitions());
        };
        return new Shown(listing.columns(), listing.rows().stream().skip(show.page().offset()).limit(show.page().size()).toList());
    }

    private Listing partitions(final Table table) {
        final Map<Long, Long> older = context.cluster().membership().metadata().olderVersions(frontend, table.name()).orElse(Map.of());
        final PartitionListing listing = new PartitionListing(table, older);
        return context.store().exclusively(() -> {
            if (!context.settings().has(ClusterFeature.SHARED_DATA)) {
                return listing.local();
            }
            return context.settings().has(ClusterFeature.DATA_VERSIONS) ? listing.shared() : listing.earlyShared();
        });
    }

    private Listing tablets(final Table table, final List<String> partitions) {
        final List<Tablet> tablets = partitions.isEmpty()
                ? table.tablets()
                : partitions.stream().flatMap(name -> table.tablets(table.partition(name)
                        .orElseThrow(() -> new SqlSyntaxException("Unknown partition: " + name))).stream()).toList();
        final TabletListing listing = new TabletListing(table, context.store());
        return context.settings().has(ClusterFeature.SHARED_DATA) ? listing.shared(tablets) : listing.local(tablets);
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
