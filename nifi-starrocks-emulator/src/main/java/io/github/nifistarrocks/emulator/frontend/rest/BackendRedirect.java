package io.github.nifistarrocks.emulator.frontend.rest;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;
import io.github.nifistarrocks.emulator.server.Pipeline;

/** Redirects of requests from an FE to a BE. */
public final class BackendRedirect {

    private BackendRedirect() {}

    /** A fault may change the target. */
    public static HttpResponse to(final EmulatorBackend backend, final HttpExchange exchange) {
        final String target = normalised(exchange.request());
        return FrontendReplies.redirect(Pipeline.faultsOf(exchange).find(Fault.RedirectTo.class).map(Fault.RedirectTo::target)
                .map(other -> Optional.ofNullable(other.getPath()).orElse("").isEmpty() ? other + target : other.toString())
                .orElseGet(() -> "http://%s:%d%s".formatted(backend.host(), backend.httpPort(), target)));
    }

    /** Path and query, decoded and encoded again as Java's URI does it, so {@code %2F} in a query becomes a slash. */
    private static String normalised(final HttpRequest request) {
        final String path = request.segments().stream().map(BackendRedirect::encode).collect(Collectors.joining("/", "/", ""));
        final String query = request.rawQuery().map(text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)).map(BackendRedirect::encode)
                .map(text -> "?" + text).orElse("");
        return path + query;
    }

    private static String encode(final String text) {
        try {
            return new URI(null, null, "/" + text, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
