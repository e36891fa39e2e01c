package io.github.nifistarrocks.emulator.backend.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** The newest error logs of a BE by file name, and the call that downloads them (no login, as on a real BE). */
public final class ErrorLogs {

    private static final int MAX_KEPT = 1000;

    private final Supplier<String> baseUrl;
    private final Map<String, List<String>> files = new LinkedHashMap<>();

    /** @param baseUrl where the BE is reached, such as {@code http://host:8040} */
    public ErrorLogs(final Supplier<String> baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** Keeps the error lines, if there are any, and returns the address to read them at. */
    Optional<String> keep(final List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        final String file = "error_log_%x_%x".formatted(ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());
        put(file, lines);
        return Optional.of("%s/api/_load_error_log?file=%s".formatted(baseUrl.get(), file));
    }

    private synchronized void put(final String file, final List<String> lines) {
        if (files.size() == MAX_KEPT) {
            files.remove(files.keySet().iterator().next());
        }
        files.put(file, List.copyOf(lines));
    }

    public HttpResponse answer(final HttpRequest request) {
        return request.parameter("file").map(this::content).orElseGet(() -> text("parameter file not specified in url."));
    }

    private HttpResponse content(final String file) {
        return find(file).map(lines -> text(String.join("\n", lines) + "\n")).orElseGet(() -> text("File %s does not exist".formatted(file)));
    }

    private synchronized Optional<List<String>> find(final String file) {
        return Optional.ofNullable(files.get(file));
    }

    private static HttpResponse text(final String body) {
        final HttpResponse response = HttpResponse.of(200).header("Content-Type", "text/plain; charset=utf-8").body(body);
        return response.header("Content-Length", String.valueOf(response.body().length));
    }
}
