package io.github.nifistarrocks.emulator.frontend.rest;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.access.Users;
import io.github.nifistarrocks.emulator.catalog.Catalog;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** What an FE checks before anything else. Refusals are the recorded ones: always 401, told apart by their text only. */
public final class Authenticator {
    private final Catalog catalog;
    private final Users users;

    public Authenticator(Catalog catalog, Users users) {
        this.catalog = catalog;
        this.users = users;
    }

    /** @return the user; empty when the request was answered with 401 */
    public Optional<User> authenticate(HttpExchange exchange) throws IOException {
        Optional<String> problem = problem(exchange);
        if (problem.isPresent()) {
            exchange.respond(refusal(problem.get(), false));
            return Optional.empty();
        }
        return BasicCredentials.of(exchange.request()).flatMap(credentials -> users.find(credentials.user()));
    }

    /**
     * Whether the user may do it; if not, the request is answered with 401. As on a real FE everybody passes for a table that does not exist.
     *
     * @param close whether the refusal ends the connection
     */
    public boolean authorize(HttpExchange exchange, User user, Privilege privilege, TableName table, boolean close) throws IOException {
        boolean exists = catalog.table(table).isPresent() || catalog.view(table).isPresent();
        if (!exists || user.may(privilege, table)) {
            return true;
        }
        exchange.respond(refusal(("Access denied for user '%s'@'%%'. Please ask the admin to grant permission(s) or try activating existing roles using "
                + "<set [default] role>. Current role(s): []. Inactivated role(s): [].").formatted(user.name()), close));
        return false;
    }

    /** Why the credentials are refused. */
    public Optional<String> problem(HttpExchange exchange) {
        Optional<BasicCredentials> credentials;
        try {
            credentials = BasicCredentials.of(exchange.request());
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        if (credentials.isEmpty()) {
            return Optional.of("Need auth information.");
        }
        boolean known = users.find(credentials.get().user()).map(user -> user.hasPassword(credentials.get().password())).orElse(false);
        return known ? Optional.empty() : Optional.of("Access denied for %s@%s".formatted(credentials.get().user(), exchange.remoteHost()));
    }

    public static HttpResponse refusal(String message, boolean close) {
        return unauthorized(FrontendReplies.restResult("FAILED", "1", message, message), close);
    }

    public static HttpResponse unauthorized(String body, boolean close) {
        HttpResponse response = HttpResponse.of(401).body(body);
        return response.header("content-length", String.valueOf(response.body().length)).header("www-authenticate", "Basic realm=\"\"")
                .header("content-type", "text/html").header("connection", close ? "close" : "keep-alive").closing(close);
    }
}
