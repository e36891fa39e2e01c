package io.github.nifistarrocks.emulator.plan;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.AccessRequest;
import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.extension.FrontendExtension;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.Router;

/**
 * {@code POST /api/{db}/{table}/_query_plan} on every FE, leader or not.
 *
 * @param authenticator checks login and privilege
 * @param planner answers
 */
public record QueryPlanExtension(Authenticator authenticator, QueryPlanner planner) implements FrontendExtension {

    private static final String PATH = "/api/{db}/{table}/_query_plan";
    private static final String DEFAULT_WAREHOUSE = "default_warehouse";

    @Override
    public void register(final Router router, final int frontend) {
        router.add("POST", PATH, (exchange, variables) -> plan(exchange, variables, frontend));
        router.add("GET", PATH, this::refuse);
    }

    private void plan(final HttpExchange exchange, final Map<String, String> variables, final int frontend) throws IOException {
        final TableName table = new TableName(variables.get("db"), variables.get("table"));
        final Optional<User> user = authenticator.authenticate(exchange);
        if (user.isPresent() && authenticator.authorize(exchange, new AccessRequest(user.get(), Privilege.SELECT, table))) {
            final byte[] body = exchange.body().readAllBytes();
            final Optional<String> warehouse = exchange.request().header("warehouse").filter(name -> !name.equals(DEFAULT_WAREHOUSE));
            final PlanReply reply = warehouse.map(name -> PlanReply.error(400, "The warehouse parameter [" + name + "] is invalid"))
                    .orElseGet(() -> planner.plan(table, body, frontend));
            exchange.respond(FrontendReplies.of(reply.httpStatus(), reply.contentType(), reply.body()));
        }
    }

    /** The documentation allows GET, the FE does not: recording 076. */
    private void refuse(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        if (authenticator.authenticate(exchange).isPresent()) {
            exchange.body().readAllBytes();
            exchange.respond(FrontendReplies.json(200, FrontendReplies.restFailure("Invalid request")));
        }
    }
}
