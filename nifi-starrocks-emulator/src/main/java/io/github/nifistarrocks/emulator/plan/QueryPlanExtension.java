package io.github.nifistarrocks.emulator.plan;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.catalog.Privilege;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.User;
import io.github.nifistarrocks.emulator.extension.FrontendExtension;
import io.github.nifistarrocks.emulator.frontend.Authenticator;
import io.github.nifistarrocks.emulator.frontend.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.Router;

/** {@code POST /api/{db}/{table}/_query_plan} on every FE, leader or not. */
public final class QueryPlanExtension implements FrontendExtension {
    private static final String PATH = "/api/{db}/{table}/_query_plan";
    private static final String DEFAULT_WAREHOUSE = "default_warehouse";

    @Override
    public void register(Router router, ClusterContext cluster) {
        Authenticator authenticator = new Authenticator(cluster.catalog());
        QueryPlanner planner = new QueryPlanner(cluster.catalog(), cluster.store(), () -> backends(cluster), cluster.scans()::isReplayed);
        router.add("POST", PATH, (exchange, variables) -> plan(exchange, variables, authenticator, planner));
        router.add("GET", PATH, (exchange, variables) -> refuse(exchange, authenticator));
    }

    private static void plan(HttpExchange exchange, Map<String, String> variables, Authenticator authenticator, QueryPlanner planner) throws IOException {
        TableName table = new TableName(variables.get("db"), variables.get("table"));
        Optional<User> user = authenticator.authenticate(exchange);
        if (user.isPresent() && authenticator.authorize(exchange, user.get(), Privilege.SELECT, table, false)) {
            byte[] body = exchange.body().readAllBytes();
            Optional<String> warehouse = exchange.request().header("warehouse").filter(name -> !name.equals(DEFAULT_WAREHOUSE));
            PlanReply reply = warehouse.map(name -> PlanReply.error(400, "The warehouse parameter [" + name + "] is invalid"))
                    .orElseGet(() -> planner.plan(table, body));
            exchange.respond(FrontendReplies.of(reply.httpStatus(), reply.contentType(), reply.body(), false));
        }
    }

    /** The documentation allows GET, the FE does not: recording 076. */
    private static void refuse(HttpExchange exchange, Authenticator authenticator) throws IOException {
        if (authenticator.authenticate(exchange).isPresent()) {
            exchange.body().readAllBytes();
            exchange.respond(FrontendReplies.json(200, FrontendReplies.restFailure("Invalid request"), false));
        }
    }

    private static List<BackendAddress> backends(ClusterContext cluster) {
        return cluster.backends().stream().map(backend -> new BackendAddress(backend.host(), backend.thriftPort(), backend.isAlive())).toList();
    }
}
