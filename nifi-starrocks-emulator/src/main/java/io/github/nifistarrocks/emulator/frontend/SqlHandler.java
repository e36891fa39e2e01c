package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.frontend.rest.GsonStyle;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.Router;
import io.github.nifistarrocks.emulator.sql.MaximumSelect;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;
import io.github.nifistarrocks.emulator.store.QueryResult;
import io.github.nifistarrocks.emulator.store.RowStore;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.value.TemporalText;

/**
 * SQL over HTTP: SELECT with one line per row, and the statements of {@link ShowStatements} and {@link TransactionStatements} in one line. Values follow the
 * source: integers up to BIGINT are numbers, and everything else is text (BE: HttpResultWriter, cast_type_to_json_str).
 */
final class SqlHandler {

    private static final String CONTENT_TYPE = "application/x-ndjson; charset=utf-8";

    private final FrontendContext context;
    private final Authenticator authenticator;
    private final EmulatorFrontend frontend;
    private final ShowStatements shows;
    private final LoadHistoryTables history;
    private final TransactionStatements transactions;
    private final ObjectMapper mapper = new ObjectMapper();
    private final AtomicInteger connections = new AtomicInteger(16_777_216);

    SqlHandler(final FrontendContext context, final EmulatorFrontend frontend, final Authenticator authenticator) {
        this.context = context;
        this.frontend = frontend;
        this.authenticator = authenticator;
        this.shows = new ShowStatements(context, frontend.index());
        this.history = new LoadHistoryTables(context.transactions().history());
        this.transactions = new TransactionStatements(context);
    }

    void register(final Router router) {
        router.add("POST", "/api/v1/catalogs/{catalog}/databases/{db}/sql", this::handle);
        router.add("POST", "/api/v1/catalogs/{catalog}/sql", this::handle);
    }

    private void handle(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        if (user.isPresent()) {
            exchange.respond(answer(exchange, new Session(user.get(), Optional.ofNullable(variables.get("db")))));
        }
    }

    private HttpResponse answer(final HttpExchange exchange, final Session session) {
        if (!session.database().map(context.catalog()::hasDatabase).orElse(true)) {
            return failure(403, "set catalog or db failed");
        }
        String sql;
        try {
            final JsonNode request = mapper.readTree(exchange.collectedBody());
            sql = request.path("query").asText("").strip();
        } catch (JsonProcessingException e) {
            return failure(500, "Malformed request: " + e.getOriginalMessage());
        }
        while (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).strip();
        }
        if (sql.contains(";")) {
            return failure(500, "http query does not support execute multiple query");
        }
        try {
            return run(sql, session);
        } catch (MissingPrivilegeException e) {
            return failure(500, e.getMessage());
        } catch (StoreException | SqlSyntaxException e) {
            return failure(500, "Getting analyzing error. Detail message: " + e.getMessage());
        }
    }

    private HttpResponse run(final String sql, final Session session) {
        if (LoadHistoryTables.isOnHistory(sql)) {
            return loads(sql, session.user());
        }
        if (TransactionStatements.isOfLeader(sql) && !frontend.isLeader()) {
            // A follower does not forward a statement over HTTP (FE: HttpConnectProcessor, ExecuteSqlAction).
            return failure(503, "non-master FE can not read!");
        }
        final Optional<ShowStatements.Shown> answer = transactions.answer(sql, session.user());
        if (answer.isPresent()) {
            return shown(answer.get());
        }
        final String first = sql.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        return switch (first) {
            case "select", "with" -> select(sql, session);
            case "show", "desc", "describe" -> shows.answer(sql, session.user(), session.database().orElse("")).map(SqlHandler::shown)
                    .orElseGet(() -> failure(500, "Not part of the emulator: " + sql));
            case "insert", "update", "delete", "create", "drop", "truncate", "alter", "set", "grant", "admin" -> failure(500,
                    "http query only support SELECT, SHOW, EXPLAIN, DESC, KILL statement");
            default -> failure(500, "Getting syntax error at line 1, column 0. Detail message: Unexpected input '%s'.".formatted(first));
        };
    }

    private HttpResponse loads(final String sql, final User user) {
        history.checkPrivilege(sql, user);
        return selected(history.select(sql));
    }

    private HttpResponse select(final String sql, final Session session) {
        final Optional<MaximumSelect> maxima = MaximumSelect.parse(sql);
        if (maxima.isPresent()) {
            return maxima(maxima.get(), session.user());
        }
        return selected(session.database().map(name -> context.store().resultIn(name, sql)).orElseGet(() -> context.store().result(sql)));
    }

    /** Analyzes before it checks the privilege (FE: StatementPlanner.plan). A query needs a BE that is alive (fe-recordings, 545). */
    private HttpResponse maxima(final MaximumSelect select, final User user) {
        if (!context.catalog().hasDatabase(select.table().database())) {
            throw new SqlSyntaxException("Unknown database '%s'.".formatted(select.table().database()));
        }
        final Table table = context.catalog().table(select.table())
                .orElseThrow(() -> new SqlSyntaxException("Unknown table '%s'.".formatted(select.table())));
        final List<Column> columns = select.columns().stream().map(name -> table.column(name)
                .orElseThrow(() -> new SqlSyntaxException("Column '%s' cannot be resolved.".formatted(name)))).toList();
        final List<Tablet> tablets = select.partitions().isEmpty()
                ? table.tablets()
                : select.partitions().stream().flatMap(name -> table.tablets(partition(table, name)).stream()).toList();
        if (!user.may(Privilege.SELECT, select.table())) {
            throw MissingPrivilegeException.toSelect(select.table());
        }
        if (context.backends().alive().isEmpty()) {
            return failure(500, "Backend node not found. Check if any backend node is down.");
        }
        final RowStore store = context.store();
        return selected(context.cluster().membership().metadata().olderVersions(frontend.index(), select.table())
                .map(versions -> store.olderMaxima(table, columns, only(tablets, versions), select.where()))
                .orElseGet(() -> store.maxima(table, columns, tablets, select.where())));
    }

    private static Map<Long, Long> only(final List<Tablet> tablets, final Map<Long, Long> versions) {
        return tablets.stream().collect(Collectors.toMap(Tablet::id, tablet -> versions.get(tablet.id())));
    }

    private static Partition partition(final Table table, final String name) {
        return table.partitions().stream().filter(partition -> partition.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new SqlSyntaxException("Unknown partition '%s' in table '%s'".formatted(name, table.name().table())));
    }

    private HttpResponse selected(final QueryResult result) {
        final StringBuilder lines = new StringBuilder();
        lines.append(GsonStyle.compact(FrontendReplies.fields("connectionId", connections.incrementAndGet()))).append('\n');
        final List<Map<String, Object>> meta = new ArrayList<>();
        for (int i = 0; i < result.names().size(); i++) {
            meta.add(FrontendReplies.fields("name", result.names().get(i), "type", result.types().get(i)));
        }
        lines.append(GsonStyle.compact(FrontendReplies.fields("meta", meta))).append('\n');
        for (final List<Object> row : result.rows()) {
            final List<Object> values = new ArrayList<>();
            row.forEach(value -> values.add(plain(value)));
            lines.append(GsonStyle.compact(FrontendReplies.fields("data", values))).append('\n');
        }
        lines.append(GsonStyle.compact(FrontendReplies.fields("statistics", statistics(result.rows().size())))).append('\n');
        return success(lines.toString());
    }

    private static HttpResponse shown(final ShowStatements.Shown shown) {
        final List<Map<String, Object>> meta = shown.columns().stream().map(name -> FrontendReplies.fields("name", name, "type", "varchar(64)")).toList();
        final List<Map<String, Object>> data = new ArrayList<>();
        for (final List<String> row : shown.rows()) {
            final Map<String, Object> fields = FrontendReplies.fields();
            for (int i = 0; i < row.size(); i++) {
                fields.put(shown.columns().get(i), row.get(i));
            }
            data.add(fields);
        }
        return success(GsonStyle.compact(FrontendReplies.fields("meta", meta, "data", data, "statistics", statistics(data.size()))));
    }

    private static Object plain(final Object value) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case LocalDateTime moment -> TemporalText.of(moment);
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> value;
        };
    }

    private static Map<String, Object> statistics(final int rows) {
        return FrontendReplies.fields("scanRows", 0, "scanBytes", 0, "returnRows", rows);
    }

    private static HttpResponse success(final String body) {
        return FrontendReplies.of(200, CONTENT_TYPE, body).header("X-StarRocks-Query-Id", UUID.randomUUID().toString());
    }

    private static HttpResponse failure(final int status, final String message) {
        return FrontendReplies.of(status, CONTENT_TYPE, FrontendReplies.restFailure(message));
    }

    /**
     * The user and database of a statement.
     *
     * @param user who is logged in
     * @param database for names without one
     */
    private record Session(User user, Optional<String> database) {}
}
