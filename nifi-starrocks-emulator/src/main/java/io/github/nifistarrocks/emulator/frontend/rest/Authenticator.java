package io.github.nifistarrocks.emulator.frontend.rest;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.AccessRequest;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** Checks login and privileges, before an FE does anything else. Refusals are the recorded ones: always 401, different only in their text. */
public final class Authenticator {

    private final Catalog catalog;
    private final Users users;

    public Authenticator(final Catalog catalog, final Users users) {
        this.catalog = catalog;
        this.users = users;
    }

    /** @return the user; empty when the request was answered with 401 */
    public Optional<User> authenticate(final HttpExchange exchange) throws IOException {
        final Optional<String> problem = problem(exchange);
        if (problem.isPresent()) {
            exchange.respond(refusal(problem.get()));
            return Optional.empty();
        }
        return BasicCredentials.of(exchange.request()).flatMap(credentials -> users.find(credentials.user()));
    }

    /** Whether the user may do it; if not, the request is answered with 401. */
    public boolean authorize(final HttpExchange exchange, final AccessRequest wanted) throws IOException {
        final Optional<HttpResponse> refusal = refusal(wanted);
        if (refusal.isPresent()) {
            exchange.respond(refusal.get());
        }
        return refusal.isEmpty();
    }

    /** @return the refusal; empty when the user may do it. As on a real FE every user may do everything with a table that does not exist */
    public Optional<HttpResponse> refusal(final AccessRequest wanted) {
        final boolean exists = catalog.table(wanted.table()).isPresent() || catalog.view(wanted.table()).isPresent();
        if (!exists || wanted.isGranted()) {
            return Optional.empty();
        }
        return Optional.of(refusal(("Access denied for user '%s'@'%%'. Please ask the admin to grant permission(s) or try activating existing roles using "
                + "<set [default] role>. Current role(s): []. Inactivated role(s): [].").formatted(wanted.user().name())));
    }

    /** Why the credentials are refused. */
    public Optional<String> problem(final HttpExchange exchange) {
        final Optional<BasicCredentials> credentials;
        try {
            credentials = BasicCredentials.of(exchange.request());
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        if (credentials.isEmpty()) {
            return Optional.of("Need auth information.");
        }
        final boolean known = users.find(credentials.get().user()).map(user -> user.hasPassword(credentials.get().password())).orElse(false);
        return known ? Optional.empty() : Optional.of("Access denied for %s@%s".formatted(credentials.get().user(), exchange.remoteHost()));
    }

    public static HttpResponse refusal(final String message) {
        return unauthorized(FrontendReplies.restResult("FAILED", "1", message, message));
    }

    public static HttpResponse unauthorized(final String body) {
        final HttpResponse response = HttpResponse.of(401).body(body);
        return response.header("content-length", String.valueOf(response.body().length)).header("www-authenticate", "Basic realm=\"\"")
                .header("content-type", "text/html").header("connection", "keep-alive");
    }
}
