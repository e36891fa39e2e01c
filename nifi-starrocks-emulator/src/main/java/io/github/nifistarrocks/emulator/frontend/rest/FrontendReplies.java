package io.github.nifistarrocks.emulator.frontend.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.nifistarrocks.emulator.http.HttpResponse;

/** The body styles of an FE, with the escapes of its JSON writer (Gson writes apostrophes, equals signs, angle brackets and ampersands as numbers). */
public final class FrontendReplies {

    private FrontendReplies() {}

    /** {@code {"status":..,"code":..,"msg":..,"message":..}}. */
    public static String restResult(final String status, final String code, final String msg, final String message) {
        return compact(fields("status", status, "code", code, "msg", msg, "message", message));
    }

    public static String restFailure(final String message) {
        return restResult("FAILED", "1", message, message);
    }

    public static String restOk() {
        return restResult("OK", "0", "Success", "OK");
    }

    /** Names and values alternate. */
    public static Map<String, Object> fields(final Object... namesAndValues) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    public static String compact(final Map<String, Object> fields) {
        return GsonStyle.compact(fields);
    }

    /** As stream load and transactions answer: one field per line. */
    public static String pretty(final Map<String, Object> fields) {
        final StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (final Map.Entry<String, Object> field : fields.entrySet()) {
            text.append(separator).append("  ").append(GsonStyle.compact(field.getKey())).append(": ").append(GsonStyle.compact(field.getValue()));
            separator = ",\n";
        }
        return text.append("\n}").toString();
    }

    /** {@code {"Status":"FAILED","Message":..}} as a {@code DdlException} of the load action reports it. */
    public static String loadFailure(final String exceptionClass, final String message) {
        return pretty(fields("Status", "FAILED", "Message", "class %s: %s".formatted(exceptionClass, message)));
    }

    /** The refusal of a step of a transaction, with the class of its exception. */
    public static HttpResponse transactionFailure(final String message) {
        return json(200, loadFailure("com.starrocks.common.StarRocksException", message));
    }

    /** A reply with one field per line. */
    public static HttpResponse prettyJson(final Object... fields) {
        return json(200, pretty(fields(fields)));
    }

    /** With {@code application/json; charset=UTF-8}; the connection stays open unless {@link HttpResponse#closing} is called. */
    public static HttpResponse json(final int status, final String body) {
        return of(status, "application/json; charset=UTF-8", body);
    }

    public static HttpResponse of(final int status, final String contentType, final String body) {
        final HttpResponse response = HttpResponse.of(status).body(body);
        return response.header("content-length", String.valueOf(response.body().length)).header("content-type", contentType)
                .header("connection", "keep-alive");
    }

    public static HttpResponse redirect(final String location) {
        return HttpResponse.of(307).header("content-length", "0").header("location", location).header("content-type", "text/html")
                .header("connection", "keep-alive");
    }
}
