package io.github.nifistarrocks.emulator.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.cluster.FrontendMetadata;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;
import io.github.nifistarrocks.emulator.store.RowSelection;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import net.sf.jsqlparser.expression.Expression;

/**
 * Answers {@code POST /api/{db}/{table}/_query_plan}. Login and privileges are checked by the caller.
 *
 * <p>Texts and codes are those of a recorded FE (040-077); where two sources differ the recording wins.
 */
public final class QueryPlanner {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Catalog catalog;
    private final RowStore store;
    private final Supplier<List<BackendAddress>> backends;
    private final Predicate<TableName> replayed;
    private final FrontendMetadata metadata;

    /**
     * @param replayed tables that are scanned without having rows
     * @param metadata what each FE knows
     */
    public QueryPlanner(final Catalog catalog, final RowStore store, final Supplier<List<BackendAddress>> backends, final Predicate<TableName> replayed,
            final FrontendMetadata metadata) {
        this.metadata = metadata;
        this.catalog = catalog;
        this.store = store;
        this.backends = backends;
        this.replayed = replayed;
    }

    /**
     * @param body as received; may be empty
     * @param frontend index of the FE that plans
     */
    public PlanReply plan(final TableName requested, final byte[] body, final int frontend) {
        try {
            return plan(requested, sql(new String(body, StandardCharsets.UTF_8)), metadata.olderVersions(frontend, requested).orElse(Map.of()));
        } catch (PlanException e) {
            return e.reply();
        }
    }

    private static String sql(final String body) {
        if (body.isEmpty()) {
            throw missingSql();
        }
        final JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw PlanException.of(400, "malformed json [ " + body + " ]");
        }
        if (!root.isObject()) {
            throw PlanException.of(400, "malformed json [ " + body + " ]");
        }
        final String sql = root.path("sql").asText();
        if (sql.isEmpty()) {
            throw missingSql();
        }
        return sql;
    }

    private static PlanException missingSql() {
        return PlanException.of(400, "POST body must contains [sql] root object");
    }

    /** @param older versions that the FE knows, by tablet; empty when it knows the current ones */
    private PlanReply plan(final TableName requested, final String sql, final Map<Long, Long> older) {
        if (!catalog.hasDatabase(requested.database())) {
            throw PlanException.of(404, "Database [" + requested.database() + "] does not exists");
        }
        if (catalog.view(requested).isPresent()) {
            throw PlanException.of(403, "Only support OlapTable, CloudNativeTable and MaterializedView currently");
        }
        final Table table = catalog.table(requested).orElseThrow(() -> PlanException.of(404, "Table [" + requested.table() + "] does not exists"));
        final ScanSelect select = SelectParser.parse(sql);
        if (!select.table().equals(requested)) {
            final boolean exists = catalog.table(select.table()).isPresent() || catalog.view(select.table()).isPresent();
            throw !exists
                    ? PlanException.invalidSql(sql)
                    : PlanException.of(400, "Requested database and table must consistent with sql: request [ "
                            + requested + "]and sql [" + select.table() + "]");
        }
        final List<QueryPlan.OutputColumn> columns = columns(table, select, sql);
        final Optional<String> filter = select.where().map(where -> FilterWriter.write(where, table, sql));
        filter.ifPresent(text -> tryOut(table, text, sql));

        final Conditions conditions = select.where().map(Conditions::of).orElseGet(Conditions::none);
        final Predicate<Partition> named = named(table, select, sql);
        final List<Tablet> tablets = new TabletPruner(table, conditions,
                partition -> named.test(partition) && (!partition.isEmpty() || replayed.test(requested))).tablets();
        final Map<Long, Long> versions = new LinkedHashMap<>(tablets.isEmpty() ? Map.of() : store.plannedVersions(table, shuffled(tablets)));
        versions.replaceAll((tablet, current) -> older.getOrDefault(tablet, current));
        return reply(table, new QueryPlan(UUID.randomUUID().toString(), requested, columns, filter.orElse(null), Map.of()), versions);
    }

    /** Names of partitions are compared without case, as the FE does (OlapTable). An unknown one is an error of the analyzer. */
    private static Predicate<Partition> named(final Table table, final ScanSelect select, final String sql) {
        final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(select.partitions());
        final long known = table.partitions().stream().filter(partition -> names.contains(partition.name())).count();
        if (known < names.size()) {
            throw PlanException.invalidSql(sql);
        }
        return partition -> names.isEmpty() || names.contains(partition.name());
    }

    private static List<QueryPlan.OutputColumn> columns(final Table table, final ScanSelect select, final String sql) {
        final List<QueryPlan.OutputColumn> columns = new ArrayList<>();
        for (final ScanSelect.Item item : select.items()) {
            switch (item) {
                case ScanSelect.Item.AllColumns all -> table.columns().forEach(column -> columns.add(new QueryPlan.OutputColumn(column.name(), column.name())));
                case ScanSelect.Item.NamedColumn(String name, String label) -> {
                    final Column column = table.column(name).orElseThrow(() -> PlanException.invalidSql(sql));
                    columns.add(new QueryPlan.OutputColumn(column.name(), label));
                }
                case ScanSelect.Item.Computed(Expression expression, String label) -> {
                    FilterWriter.write(expression, table, sql);
                    columns.add(new QueryPlan.OutputColumn(null, label));
                }
            }
        }
        return columns;
    }

    /** The FE reports a filter that it cannot analyse; here H2 does. */
    private void tryOut(final Table table, final String filter, final String sql) {
        final long tablet = table.tablets().getFirst().id();
        try {
            store.scan(table, new RowSelection(List.of(table.columns().getFirst().name()), Optional.of(filter), tablet)).close();
        } catch (StoreException | SqlSyntaxException e) {
            throw PlanException.invalidSql(sql);
        }
    }

    private static List<Tablet> shuffled(final List<Tablet> tablets) {
        final List<Tablet> shuffled = new ArrayList<>(tablets);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    /** @param versions by the ids of the tablets */
    private PlanReply reply(final Table table, final QueryPlan plan, final Map<Long, Long> versions) {
        final ObjectNode partitions = JsonNodeFactory.instance.objectNode();
        if (versions.isEmpty()) {
            return PlanReply.ok(partitions, "");
        }
        final List<BackendAddress> addresses = backends.get();
        final long schemaHash = schemaHash(table);
        versions.forEach((tablet, version) -> {
            final ObjectNode entry = partitions.putObject(Long.toString(tablet));
            routings(table.tablet(tablet), addresses).forEach(entry.putArray("routings")::add);
            entry.put("version", version);
            entry.put("schemaHash", schemaHash);
        });
        return PlanReply.ok(partitions, plan.reading(versions).encode());
    }

    /** Of all BEs, alive or not: the planner does not ask (recordings 543, 761). */
    private static List<String> routings(final Tablet tablet, final List<BackendAddress> addresses) {
        final List<String> routings = new ArrayList<>(tablet.backends().stream().map(addresses::get).map(BackendAddress::routing).toList());
        Collections.shuffle(routings);
        return routings;
    }

    private static long schemaHash(final Table table) {
        final CRC32 crc = new CRC32();
        table.columns().forEach(column -> crc.update((column.name() + ' ' + column.type().displayName() + ';').getBytes(StandardCharsets.UTF_8)));
        return crc.getValue() & Integer.MAX_VALUE;
    }
}
