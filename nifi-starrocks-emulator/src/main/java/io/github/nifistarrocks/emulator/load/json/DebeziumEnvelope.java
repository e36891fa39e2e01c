package io.github.nifistarrocks.emulator.load.json;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.load.source.LoadFormat;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

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

    /** @throws JsonReadException when the event is broken */
    static Change open(final JsonValue event) {
        final Optional<JsonValue> envelope = event.find("payload");
        final JsonValue payload = envelope.orElse(event);
        if (envelope.isPresent()) {
            if (payload.isNull()) {
                return new Nothing();
            }
            payload.startObject();
        }
        final String op = payload.find("op").map(JsonValue::string).orElse("");
        return switch (op) {
            case "c", "r", "u" -> row(payload, "after", 0);
            case "d" -> row(payload, "before", 1);
            default -> new Broken("Unknown debezium op: " + op);
        };
    }

    private static Change row(final JsonValue payload, final String side, final int op) {
        final Optional<JsonValue> row = payload.find(side);
        if (row.isEmpty() || row.get().kind() != JsonKind.OBJECT) {
            return new Broken("The field '%s' of a debezium event should be object type".formatted(side));
        }
        row.get().startObject();
        return new Row(row.get(), op);
    }

    /** The effect of an event. */
    sealed interface Change {}

    /**
     * A row that is stored or deleted.
     *
     * @param object was started
     * @param op 0 for upsert, 1 for delete
     */
    record Row(JsonValue object, int op) implements Change {}

    /** A tombstone. */
    record Nothing() implements Change {}

    record Broken(String message) implements Change {}
}
