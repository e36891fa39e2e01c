package io.github.nifistarrocks.emulator.backend.load;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.nifistarrocks.emulator.http.HttpResponse;

/** Replies of a BE: always HTTP 200, JSON with one field per line. */
public final class BackendReplies {

    private static final String JSON = "application/json";

    private BackendReplies() {}

    /** Names and values alternate. */
    static Map<String, Object> fields(final Object... namesAndValues) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    static String pretty(final Map<String, Object> fields) {
        final StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (final Map.Entry<String, Object> field : fields.entrySet()) {
            text.append(separator).append("    \"").append(field.getKey()).append("\": ");
            if (field.getValue() instanceof final String value) {
                quote(value, text);
            } else {
                text.append(field.getValue());
            }
            separator = ",\n";
        }
        return text.append("\n}").toString();
    }

    public static HttpResponse json(final String body) {
        return withLength(HttpResponse.of(200).header("Content-Type", JSON).body(body));
    }

    /** The connection ends with it. */
    static HttpResponse closingJson(final String body) {
        return closing(JSON, body);
    }

    /** The connection ends with it. */
    static HttpResponse closing(final String contentType, final String body) {
        return withLength(HttpResponse.of(200).header("Content-Type", contentType).body(body).header("Connection", "close")).closing();
    }

    private static HttpResponse withLength(final HttpResponse response) {
        return response.header("Content-Length", String.valueOf(response.body().length));
    }

    private static void quote(final String value, final StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04X".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
