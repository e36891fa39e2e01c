package io.github.nifistarrocks.systemtests.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * JSON over NiFi's REST API. Paths are relative to {@code /nifi-api/}. Every reply that is not 2xx is a {@link NifiRequestException}.
 */
final class NifiRest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CRLF = "\r\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI api;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

    NifiRest(final URI api) {
        this.api = api;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode revision(final JsonNode entity) {
        return object().set("revision", entity.path("revision"));
    }

    JsonNode get(final String path) {
        return json(getText(path));
    }

    String getText(final String path) {
        return send(request(path).GET());
    }

    JsonNode post(final String path, final JsonNode body) {
        return json(send(jsonRequest(path).POST(body(body))));
    }

    JsonNode put(final String path, final JsonNode body) {
        return json(send(jsonRequest(path).PUT(body(body))));
    }

    JsonNode delete(final String path) {
        return json(send(request(path).DELETE()));
    }

    JsonNode upload(final String path, final Map<String, String> fields, final String fileName, final String content) {
        final String boundary = UUID.randomUUID().toString();
        final StringBuilder form = new StringBuilder();
        for (final Map.Entry<String, String> field : fields.entrySet()) {
            part(form, boundary, "name=\"" + field.getKey() + "\"", field.getValue());
        }
        part(form, boundary, "name=\"file\"; filename=\"" + fileName + "\"" + CRLF + "Content-Type: application/json", content);
        form.append("--").append(boundary).append("--").append(CRLF);
        return json(send(request(path).header("Content-Type", "multipart/form-data; boundary=" + boundary).POST(BodyPublishers.ofString(form.toString()))));
    }

    private static void part(final StringBuilder form, final String boundary, final String disposition, final String value) {
        form.append("--").append(boundary).append(CRLF).append("Content-Disposition: form-data; ").append(disposition).append(CRLF).append(CRLF).append(value)
                .append(CRLF);
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(LIMIT);
    }

    private HttpRequest.Builder jsonRequest(final String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private static BodyPublisher body(final JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    private String send(final HttpRequest.Builder builder) {
        final HttpRequest request = builder.build();
        try {
            final HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new NifiRequestException(
                        "%s %s was answered by %d: %s".formatted(request.method(), request.uri(), response.statusCode(), response.body()),
                        response.statusCode(), null);
            }
            return response.body();
        } catch (final IOException e) {
            throw new NifiRequestException("%s %s failed".formatted(request.method(), request.uri()), 0, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NifiRequestException("%s %s was interrupted".formatted(request.method(), request.uri()), 0, e);
        }
    }

    static JsonNode json(final String text) {
        try {
            return JSON.readTree(text);
        } catch (final IOException e) {
            throw new UncheckedIOException("The reply of NiFi is not JSON", e);
        }
    }
}
