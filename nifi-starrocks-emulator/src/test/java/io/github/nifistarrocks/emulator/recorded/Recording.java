package io.github.nifistarrocks.emulator.recorded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One recorded request with the last reply to it, which is the BE's when curl was redirected.
 *
 * @param name of the file
 * @param server {@code host:port} that curl sent it to first
 * @param request as curl sent it
 * @param redirection where the FE sent curl
 * @param reply the last one
 */
record Recording(String name, String server, Request request, Redirection redirection, Reply reply) {

    private static final String BODY_MARK = "---- body ----\n";
    private static final String END_MARK = "\n---- curl exit";

    /**
     * The request that curl sent.
     *
     * @param line the first line
     * @param headers each with name and value
     * @param body from curl's command line
     */
    record Request(String line, List<String> headers, String body) {}

    /**
     * The first reply of the FE.
     *
     * @param target where it sent curl, empty when it answered itself
     * @param followed whether curl went there
     */
    record Redirection(Optional<String> target, boolean followed) {
        private static final Redirection NONE = new Redirection(Optional.empty(), false);
    }

    static Recording parse(final String name, final String text) {
        final List<String> request = new ArrayList<>();
        final List<List<String>> responses = new ArrayList<>();
        final int bodyAt = text.indexOf(BODY_MARK);
        for (final String line : text.substring(0, bodyAt).split("\r?\n")) {
            if (line.startsWith("> ") && line.length() > 2 && responses.isEmpty()) {
                request.add(line.substring(2));
            } else if (line.startsWith("< HTTP/1.1 ")) {
                responses.add(new ArrayList<>());
            }
            if (line.startsWith("< ") && line.length() > 2) {
                responses.getLast().add(line.substring(2));
            }
        }
        final String body = text.substring(bodyAt + BODY_MARK.length(), text.lastIndexOf(END_MARK));
        final Map<String, String> headers = headers(responses.getLast());
        final Optional<String> redirect = Optional.ofNullable(headers(responses.getFirst()).get("location"));
        final String command = text.substring(0, text.indexOf('\n'));
        final String host = request.stream().filter(line -> line.startsWith("Host: ")).findFirst().orElseThrow().substring(6);
        return new Recording(name, host, new Request(request.getFirst(), request.subList(1, request.size()), bodyOf(command)),
                new Redirection(redirect, command.contains(" -L ")), new Reply(status(responses.getLast()), headers, body));
    }

    /** A POST without a body. */
    static Recording post(final String path, final List<String> headers) {
        return new Recording(path, "", new Request("POST " + path + " HTTP/1.1", headers, ""), Redirection.NONE, new Reply(200, Map.of(), ""));
    }

    /** The same without credentials, as curl follows a redirect to a host that it does not trust. */
    Recording withoutCredentials() {
        final List<String> others = requestHeaders().stream().filter(header -> !header.startsWith("Authorization:")).toList();
        return new Recording(name, server, new Request(requestLine(), others, requestBody()), redirection, reply);
    }

    /** The same with the name of a server in its redirect, instead of the address. */
    Recording withNamedRedirect(final UnaryOperator<String> names) {
        return new Recording(name, server, request, redirection, reply.withNamedRedirect(names));
    }

    String requestLine() {
        return request.line();
    }

    List<String> requestHeaders() {
        return request.headers();
    }

    String requestBody() {
        return request.body();
    }

    Optional<String> redirect() {
        return redirection.target();
    }

    boolean followed() {
        return redirection.followed();
    }

    boolean isHead() {
        return requestLine().startsWith("HEAD ");
    }

    boolean waitsForContinue() {
        return !requestLine().startsWith("POST ") && requestHeaders().stream().anyMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("expect:"));
    }

    private static int status(final List<String> response) {
        return Integer.parseInt(response.getFirst().split(" ")[1]);
    }

    private static Map<String, String> headers(final List<String> response) {
        final Map<String, String> headers = new LinkedHashMap<>();
        for (final String line : response.subList(1, response.size())) {
            final int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String bodyOf(final String command) {
        final List<String> arguments = ShellArguments.of(command);
        for (int i = 0; i < arguments.size() - 1; i++) {
            if (arguments.get(i).equals("--data-binary") || arguments.get(i).equals("-d")) {
                return arguments.get(i + 1);
            }
        }
        return "";
    }
}
