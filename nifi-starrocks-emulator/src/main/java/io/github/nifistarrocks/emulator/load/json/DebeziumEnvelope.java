package io.github.nifistarrocks.emulator.load.json;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.SourceRow;

/**
 * Change events of Debezium, with or without the {@code payload} that its schema-carrying form puts around them: c, r and u upsert the row of {@code after},
 * d deletes that of {@code before}.
 */
public final class DebeziumEnvelope {

    private DebeziumEnvelope() {}

    /**
     * @return whether the rows of the body are change events
     * @throws LoadRefusedException when the header is not valid, or does not go with the others
     */
    public static boolean isRequested(final LoadOptions options) throws LoadRefusedException {
        final String envelope = options.text("envelope").orElse("none");
        if (envelope.equalsIgnoreCase("none")) {
            return false;
        }
        if (!envelope.equalsIgnoreCase("debezium")) {
            throw new LoadRefusedException("Unknown envelope type: " + envelope);
        }
        if (options.format() != LoadFormat.JSON) {
            throw new LoadRefusedException("envelope can only be specified when format is json");
        }
        for (final String other : List.of("json_root", "strip_outer_array", "jsonpaths")) {
            final boolean given = other.equals("strip_outer_array") ? options.flag(other) : options.text(other).isPresent();
            if (given) {
                throw new LoadRefusedException(other + " cannot be specified when envelope is set");
            }
        }
        return true;
    }

    static Change open(final JsonNode event) {
        final JsonNode payload = event.has("payload") ? event.get("payload") : event;
        if (payload.isNull()) {
            return new Nothing();
        }
        final String op = payload.path("op").asText("");
        return switch (op) {
            case "c", "r", "u" -> row(payload, "after", 0);
            case "d" -> row(payload, "before", 1);
            default -> new Broken("Unknown debezium op: " + op);
        };
    }

    private static Change row(final JsonNode payload, final String side, final int op) {
        if (payload.get(side) instanceof final ObjectNode row) {
            return new Row(row.put(SourceRow.OP, op));
        }
        return new Broken("The field '%s' of a debezium event should be object type".formatted(side));
    }

    /** The effect of an event. */
    sealed interface Change {}

    /** An object with its {@code __op}. */
    record Row(JsonNode object) implements Change {}

    /** A tombstone. */
    record Nothing() implements Change {}

    record Broken(String message) implements Change {}
}
