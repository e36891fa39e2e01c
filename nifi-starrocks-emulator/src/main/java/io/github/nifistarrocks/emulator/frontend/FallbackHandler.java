package io.github.nifistarrocks.emulator.frontend;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.frontend.rest.Authenticator;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpHandler;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** Answers unknown paths and methods as an FE does: with its web page, after a login. */
final class FallbackHandler implements HttpHandler {

    private static final String PAGE = "<!DOCTYPE html><html><head><title>StarRocks Cluster</title></head><body>"
            + "<nav>system backends logs queries sessions variables ha</nav><div class=\"container\">this is 404 page.</div></body></html>";

    private final Authenticator authenticator;

    FallbackHandler(final Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void handle(final HttpExchange exchange) throws IOException {
        final String method = exchange.request().method();
        final Optional<String> problem = authenticator.problem(exchange);
        if (problem.isPresent()) {
            exchange.respond(refusal(method, problem.get()));
        } else if ("POST".equals(method)) {
            exchange.respond(FrontendReplies.of(501, "text/html", FrontendReplies.restFailure("Not implemented")));
        } else if ("GET".equals(method)) {
            exchange.respond(FrontendReplies.of(404, "text/html", PAGE));
        } else {
            exchange.respond(FrontendReplies.of(405, "text/html", FrontendReplies.restFailure("HTTP method is not allowed: " + method)));
        }
    }

    private static HttpResponse refusal(final String method, final String problem) {
        if ("HEAD".equals(method)) {
            return HttpResponse.of(401).header("www-authenticate", "Basic realm=\"\"").header("content-type", "text/html").header("connection", "keep-alive");
        }
        return Authenticator.unauthorized("Authentication Failed. <br/> " + problem);
    }
}
