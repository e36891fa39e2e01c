package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.AccessRequest;
import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.Router;

/** The two schema calls and the row count. */
final class SchemaHandler {

    private static final String JSON = "application/json";

    private final FrontendContext context;
    private final Authenticator authenticator;

    SchemaHandler(final FrontendContext context, final Authenticator authenticator) {
        this.context = context;
        this.authenticator = authenticator;
    }

    void register(final Router router) {
        router.add("GET", "/api/{db}/{table}/_schema", (exchange, variables) -> answer(exchange, variables, SchemaHandler::schema));
        router.add("GET", "/api/{db}/{table}/_count", (exchange, variables) -> answer(exchange, variables, this::count));
        router.add("GET", "/api/v2/catalogs/{catalog}/databases/{db}/tables/{table}/schema", this::schemaV2);
    }

    private void answer(final HttpExchange exchange, final Map<String, String> variables, final Reply reply) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        final TableName name = new TableName(variables.get("db"), variables.get("table"));
        if (user.isEmpty() || !authenticator.authorize(exchange, new AccessRequest(user.get(), Privilege.SELECT, name))) {
            return;
        }
        final Optional<Table> table = context.catalog().table(name);
        if (!context.catalog().hasDatabase(name.database())) {
            exchange.respond(failure(404, "Database [%s] does not exists".formatted(name.database())));
        } else if (context.catalog().view(name).isPresent()) {
            exchange.respond(failure(403, "Table [%s] is not a OlapTable, only support OlapTable currently".formatted(name.table())));
        } else if (table.isEmpty()) {
            exchange.respond(failure(404, "Table [%s] does not exists".formatted(name.table())));
        } else {
            exchange.respond(FrontendReplies.of(200, JSON, FrontendReplies.compact(reply.of(table.get()))));
        }
    }

    private static Map<String, Object> schema(final Table table) {
        final List<Map<String, Object>> properties = table.columns().stream().map(SchemaHandler::property).toList();
        return FrontendReplies.fields("properties", properties, "status", 200);
    }

    private static Map<String, Object> property(final Column column) {
        final Map<String, Object> property = FrontendReplies.fields("type", column.type().primitiveName(), "name", column.name(), "comment", column.comment());
        if (column.type().kind() == TypeKind.DECIMAL) {
            property.put("precision", String.valueOf(column.type().precision()));
            property.put("scale", String.valueOf(column.type().scale()));
        }
        return property;
    }

    private Map<String, Object> count(final Table table) {
        final long rows = table.tablets().stream().mapToLong(tablet -> context.store().count(table, tablet.id())).sum();
        return FrontendReplies.fields("size", rows + context.store().discardedRows(table), "status", 200);
    }

    private void schemaV2(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        final TableName name = new TableName(variables.get("db"), variables.get("table"));
        if (user.isEmpty()) {
            return;
        }
        if (authenticator.refusal(new AccessRequest(user.get(), Privilege.SELECT, name)).isPresent()) {
            // Without a message (fe-recordings, 700).
            exchange.respond(FrontendReplies.json(500, FrontendReplies.compact(FrontendReplies.fields("code", "500"))));
            return;
        }
        final boolean known = "default_catalog".equals(variables.get("catalog")) && context.catalog().hasDatabase(name.database());
        final Optional<Table> table = context.catalog().table(name);
        if (!known) {
            exchange.respond(failureV2("Unknown database '%s'".formatted(name.database())));
        } else if (table.isEmpty()) {
            exchange.respond(failureV2("Unknown table '%s'".formatted(name.table())));
        } else {
            final Map<String, Object> reply = FrontendReplies.fields("result", SchemaV2.of(table.get()), "code", "0", "message", "OK");
            exchange.respond(FrontendReplies.json(200, FrontendReplies.compact(reply)));
        }
    }

    private static HttpResponse failure(final int status, final String message) {
        return FrontendReplies.of(status, JSON, FrontendReplies.compact(FrontendReplies.fields("exception", message, "status", status)));
    }

    private static HttpResponse failureV2(final String message) {
        return FrontendReplies.json(404, FrontendReplies.compact(FrontendReplies.fields("code", "404", "message", message)));
    }

    private interface Reply {
        Map<String, Object> of(Table table);
    }
}
