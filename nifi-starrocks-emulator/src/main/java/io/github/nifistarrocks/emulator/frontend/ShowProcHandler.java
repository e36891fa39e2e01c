package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.frontend.rest.GsonStyle;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.Router;

/** {@code GET /api/show_proc?path=/backends}: a JSON array with an object for each BE, all values as text (fe-recordings, 193). */
final class ShowProcHandler {

    private final ShowStatements statements;
    private final Authenticator authenticator;

    ShowProcHandler(final ShowStatements statements, final Authenticator authenticator) {
        this.statements = statements;
        this.authenticator = authenticator;
    }

    void register(final Router router) {
        router.add("GET", "/api/show_proc", this::show);
    }

    private void show(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        if (user.isEmpty()) {
            return;
        }
        final String path = exchange.request().parameter("path").orElse("");
        if (!path.equals("/backends")) {
            exchange.respond(FrontendReplies.json(200, FrontendReplies.restFailure("Invalid path: " + path)));
            return;
        }
        try {
            exchange.respond(FrontendReplies.of(200, "application/json", GsonStyle.compact(objects(statements.backends(user.get())))));
        } catch (MissingPrivilegeException e) {
            exchange.respond(Authenticator.refusal(e.getMessage()));
        }
    }

    private static List<Map<String, Object>> objects(final ShowStatements.Shown shown) {
        final List<Map<String, Object>> objects = new ArrayList<>();
        for (final List<String> row : shown.rows()) {
            final Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(shown.columns().get(i), row.get(i));
            }
            objects.add(object);
        }
        return objects;
    }
}
