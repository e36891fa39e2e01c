package io.github.nifistarrocks.emulator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Change events of Debezium, with or without the {@code payload} that its schema-carrying form puts around them: c, r and u upsert the row of {@code after},
 * d deletes that of {@code before}.
 */
final class DebeziumEnvelope {
    private DebeziumEnvelope() {}

    static Change open(JsonNode event) {
        JsonNode payload = event.has("payload") ? event.get("payload") : event;
        if (payload.isNull()) {
            return new Nothing();
        }
        String op = payload.path("op").asText("");
        return switch (op) {
            case "c", "r", "u" -> row(payload, "after", 0);
            case "d" -> row(payload, "before", 1);
            default -> new Broken("Unknown debezium op: " + op);
        };
    }

    private static Change row(JsonNode payload, String side, int op) {
        if (payload.get(side) instanceof ObjectNode row) {
            return new Row(row.put(ColumnMapping.OP, op));
        }
        return new Broken("The field '%s' of a debezium event should be object type".formatted(side));
    }

    /** What an event asks for. */
    sealed interface Change {}

    /** An object with its {@code __op}. */
    record Row(JsonNode object) implements Change {}

    /** A tombstone. */
    record Nothing() implements Change {}

    record Broken(String message) implements Change {}
}
