package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** The objects of a body that are rows, one after the other. */
interface JsonRows {

    /**
     * The row where the reading is, an object that was started.
     *
     * @return empty when no row follows
     */
    Optional<JsonValue> current() throws IOException, JsonBodyException;

    /** Goes to the next row, however far the current one was read. */
    void advance() throws IOException, JsonBodyException;
}
