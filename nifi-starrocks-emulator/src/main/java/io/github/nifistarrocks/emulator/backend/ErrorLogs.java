package io.github.nifistarrocks.emulator.backend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** The newest error logs of a BE by file name, and the call that downloads them (no login, as on a real BE). */
final class ErrorLogs {
    private static final int KEPT = 1000;

    private final Map<String, List<String>> files = new LinkedHashMap<>();

    synchronized void put(String file, List<String> lines) {
        if (files.size() == KEPT) {
            files.remove(files.keySet().iterator().next());
        }
        files.put(file, List.copyOf(lines));
    }

    HttpResponse answer(HttpRequest request) {
        return request.parameter("file").map(this::content).orElseGet(() -> text("parameter file not specified in url."));
    }

    private HttpResponse content(String file) {
        return find(file).map(lines -> text(String.join("\n", lines) + "\n")).orElseGet(() -> text("File %s does not exist".formatted(file)));
    }

    private synchronized Optional<List<String>> find(String file) {
        return Optional.ofNullable(files.get(file));
    }

    private static HttpResponse text(String body) {
        HttpResponse response = HttpResponse.of(200).header("Content-Type", "text/plain; charset=utf-8").body(body);
        return response.header("Content-Length", String.valueOf(response.body().length));
    }
}
