package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;

import io.github.nifistarrocks.client.encode.ValueWriter;
import io.github.nifistarrocks.processors.option.LoadFormat;

/** The text of one ARRAY, MAP or STRUCT while it is written: single values are its elements, keys and values in their order. */
interface NestedText extends ValueWriter {

    static NestedText of(final LoadFormat format) throws IOException {
        return switch (format) {
            case JSON -> new JsonNestedText();
            case CSV -> new CsvNestedText();
        };
    }

    void beginArray() throws IOException;

    void endArray() throws IOException;

    void beginObject() throws IOException;

    /** The single value that is written next is a key. */
    void beginKey();

    void endObject() throws IOException;

    @Override
    default void writeDate(final LocalDate value) throws IOException {
        ValueWriter.checkYear(value.getYear());
        writeString(value.toString());
    }

    @Override
    default void writeDateTime(final LocalDateTime value) throws IOException {
        ValueWriter.checkYear(value.getYear());
        writeString(TemporalText.text(value));
    }

    /** The whole text, when all that was begun has ended. */
    String text() throws IOException;
}
