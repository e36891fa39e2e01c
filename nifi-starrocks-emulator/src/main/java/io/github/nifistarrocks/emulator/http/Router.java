package io.github.nifistarrocks.emulator.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Finds the handler of a request by method and path pattern such as {@code /api/{db}/{table}/_stream_load}. The first match wins. */
public final class Router {

    private final List<Route> routes = new CopyOnWriteArrayList<>();

    public void add(final String method, final String pattern, final RouteHandler handler) {
        final List<String> parts = new ArrayList<>(List.of(pattern.split("/")));
        parts.removeIf(String::isEmpty);
        routes.add(new Route(method, parts, handler));
    }

    public Optional<Match> find(final HttpRequest request) {
        final List<String> segments = request.segments();
        return routes.stream().filter(route -> route.method.equals(request.method()) && route.fits(segments)).findFirst()
                .map(route -> new Match(route.handler, route.variables(segments, request)));
    }

    /** Answers the requests of one route. */
    public interface RouteHandler {
        /** @param variables the path's variables; a query parameter of the same name wins, as on a real FE */
        void handle(HttpExchange exchange, Map<String, String> variables) throws IOException;
    }

    /** A handler and the variables for it. */
    public record Match(RouteHandler handler, Map<String, String> variables) {}

    private record Route(String method, List<String> parts, RouteHandler handler) {
        boolean fits(final List<String> segments) {
            if (segments.size() != parts.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!parts.get(i).startsWith("{") && !parts.get(i).equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> variables(final List<String> segments, final HttpRequest request) {
            final Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).startsWith("{")) {
                    final String name = parts.get(i).substring(1, parts.get(i).length() - 1);
                    variables.put(name, request.parameter(name).orElse(segments.get(i)));
                }
            }
            return variables;
        }
    }
}
