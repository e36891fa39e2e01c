package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.access.AccessRequest;
import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.BackendRedirect;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.http.Router;

/** {@code PUT /api/{db}/{table}/_stream_load} of an FE: uses the request head only, never reads the body, and closes the connection. */
final class StreamLoadRedirect {

    private static final String DDL_EXCEPTION = "com.starrocks.common.DdlException";

    private final FrontendContext context;
    private final EmulatorFrontend frontend;
    private final Authenticator authenticator;

    StreamLoadRedirect(final FrontendContext context, final EmulatorFrontend frontend, final Authenticator authenticator) {
        this.context = context;
        this.frontend = frontend;
        this.authenticator = authenticator;
    }

    void register(final Router router) {
        router.add("PUT", "/api/{db}/{table}/_stream_load", this::load);
        router.add("GET", "/api/{db}/{table}/_stream_load_meta", this::meta);
    }

    private void load(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        if (user.isEmpty()) {
            return;
        }
        final HttpRequest request = exchange.request();
        if (!request.isHttp10() && !request.expectsContinue()) {
            exchange.respond(FrontendReplies.json(200, FrontendReplies.loadFailure(DDL_EXCEPTION, "There is no 100-continue header")).closing());
            return;
        }
        if (isMergeCommit(request) && frontend.isSentToLeader(exchange)) {
            return;
        }
        final TableName table = new TableName(variables.get("db"), variables.get("table"));
        final Optional<HttpResponse> refusal = authenticator.refusal(new AccessRequest(user.get(), Privilege.INSERT, table));
        exchange.respond(refusal.orElseGet(() -> target(exchange)).closing());
    }

    private HttpResponse target(final HttpExchange exchange) {
        final HttpRequest request = exchange.request();
        final boolean mergeCommit = isMergeCommit(request);
        final Optional<String> warehouse = request.header("warehouse").filter(name -> !name.equals("default_warehouse"));
        if (warehouse.isPresent()) {
            return FrontendReplies.of(500, "text/html", FrontendReplies.restFailure("Warehouse name: %s not exist.".formatted(warehouse.get())));
        }
        final Optional<String> problem = mergeCommit ? mergeCommitProblem(request) : Optional.empty();
        if (problem.isPresent()) {
            return FrontendReplies.json(200, FrontendReplies.restResult("FAILED", "INVALID_ARGUMENT", problem.get(), problem.get()));
        }
        final long candidates = mergeCommit ? Long.parseLong(request.header("merge_commit_parallel").orElseThrow().trim()) : Long.MAX_VALUE;
        return context.backends().chooseOfFirst(candidates).map(chosen -> BackendRedirect.to(chosen, exchange))
                .orElseGet(() -> FrontendReplies.json(200, FrontendReplies.loadFailure(DDL_EXCEPTION, "No backend alive.")));
    }

    private void meta(final HttpExchange exchange, final Map<String, String> variables) throws IOException {
        final Optional<User> user = authenticator.authenticate(exchange);
        final TableName table = new TableName(variables.get("db"), variables.get("table"));
        if (user.isEmpty() || !authenticator.authorize(exchange, new AccessRequest(user.get(), Privilege.INSERT, table))) {
            return;
        }
        final Map<String, Object> reply = FrontendReplies.fields();
        if (isMergeCommit(exchange.request())) {
            final int parallel = Integer.parseInt(exchange.request().header("merge_commit_parallel").orElse("1"));
            final List<EmulatorBackend> nodes = context.backends().alive().stream().limit(parallel).toList();
            reply.put("nodes", FrontendReplies.fields("http", addresses(nodes), "brpc", addresses(nodes)));
        }
        reply.putAll(FrontendReplies.fields("status", "OK", "code", "OK", "msg", "", "message", ""));
        exchange.respond(FrontendReplies.json(200, FrontendReplies.compact(reply)));
    }

    private static String addresses(final List<EmulatorBackend> nodes) {
        return nodes.stream().map(node -> node.host() + ":" + node.httpPort()).collect(Collectors.joining(","));
    }

    private static Optional<String> mergeCommitProblem(final HttpRequest request) {
        for (final String name : List.of("interval_ms", "parallel")) {
            final Optional<String> text = request.header("merge_commit_" + name);
            if (!text.map(String::trim).filter(value -> value.matches("0*[1-9]\\d{0,8}")).isPresent()) {
                return Optional.of("Batch write %s must be set positive, but is %s".formatted(name.replace("_ms", ""), text.orElse("null")));
            }
        }
        return Optional.empty();
    }

    private static boolean isMergeCommit(final HttpRequest request) {
        return request.header("enable_merge_commit").map(Boolean::parseBoolean).orElse(false);
    }
}
