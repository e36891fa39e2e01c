package io.github.nifistarrocks.emulator.values;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One Stream Load body and what the code of a real BE made of it.
 *
 * @param id number of the case; unique in one file
 * @param request what was sent
 * @param result what the BE made of it
 */
record ValueCase(String id, Request request, ValueResult result) {

    /**
     * A body with the headers of its load.
     *
     * @param format csv or json
     * @param strict strict mode
     * @param columns names and types of the table's columns
     * @param options further headers
     */
    record Request(String format, boolean strict, List<Column> columns, Map<String, String> options, byte[] body) {}

    /** A column, its type as in a table definition. */
    record Column(String name, String type, boolean nullable) {}

    static ValueCase parse(final String file, final JsonNode line) {
        final List<Column> columns = new ArrayList<>();
        line.get("columns").forEach(column -> columns.add(new Column(column.get(0).asText(), column.get(1).asText(), column.get(2).asBoolean())));
        final Map<String, String> options = new TreeMap<>();
        line.get("options").properties().forEach(option -> options.put(option.getKey(), option.getValue().asText()));
        final List<List<String>> rows = new ArrayList<>();
        line.get("rows").forEach(row -> {
            final List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.isNull() ? null : new String(bytes(value), StandardCharsets.ISO_8859_1)));
            rows.add(values);
        });
        final Optional<String> error = Optional.ofNullable(line.get("error")).map(node -> new String(bytes(node), StandardCharsets.UTF_8));
        return new ValueCase(file + "-" + line.get("id").asText(),
                new Request(line.get("format").asText(), line.get("strict").asBoolean(), columns, options, bytes(line.get("body"))),
                new ValueResult(line.get("status").asText().replaceFirst("^(Internal|Data quality) error: ", ""), line.get("filtered").asLong(), rows, error));
    }

    private static byte[] bytes(final JsonNode text) {
        return text.isTextual() ? text.textValue().getBytes(StandardCharsets.UTF_8) : Base64.getDecoder().decode(text.get("base64").textValue());
    }
}
