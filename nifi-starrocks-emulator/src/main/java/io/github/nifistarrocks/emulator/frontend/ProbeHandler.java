package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.Router;

/** Health checks, without a login. */
final class ProbeHandler {

    private final FrontendContext context;
    private final Authenticator authenticator;

    ProbeHandler(final FrontendContext context, final Authenticator authenticator) {
        this.context = context;
        this.authenticator = authenticator;
    }

    void register(final Router router) {
        router.add("GET", "/api/health", this::health);
        router.add("GET", "/api/bootstrap", this::bootstrap);
        router.add("GET", "/api/v2/feature", this::feature);
    }

    private void health(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Map<String, Object> reply = FrontendReplies.fields("online_backend_num", context.backends().alive().size(), "total_backend_num",
                context.backends().all().size(),
                "status", "OK");
        exchange.respond(FrontendReplies.json(200, FrontendReplies.compact(reply)));
    }

    private void bootstrap(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final boolean tokenGiven = exchange.request().parameter("token").isPresent();
        final Map<String, Object> reply = FrontendReplies.fields("replayedJournalId", 0, "queryPort", 0, "rpcPort", 0, "feStartTime", 0, "heapUsedPercent", 0.0,
                "cpuCores", 0,
                "status", tokenGiven ? "FAILED" : "OK", "code", "0", "msg", tokenGiven ? "invalid parameter" : "Success", "message", "OK");
        exchange.respond(FrontendReplies.of(200, "application/json", FrontendReplies.compact(reply)));
    }

    private void feature(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isPresent()) {
            final Map<String, Object> feature = FrontendReplies.fields("name", "RBAC", "description", "privileges on tables for users, without roles", "link",
                    "https://docs.starrocks.io/en-us/latest/administration/privilege_overview");
            final Map<String, Object> reply = FrontendReplies.fields("features", List.of(feature), "version", "4.0.0-emulator", "status", "OK");
            exchange.respond(FrontendReplies.json(200, FrontendReplies.compact(reply)));
        }
    }
}
