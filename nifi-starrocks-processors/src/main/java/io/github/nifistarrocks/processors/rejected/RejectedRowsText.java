package io.github.nifistarrocks.processors.rejected;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.processors.common.Messages;

/** The first refused rows as a JSON array of objects with {@code reason} and {@code row}, short enough for an attribute. */
public final class RejectedRowsText {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_ROWS = 10;
    private static final int MAX_TEXT = 500;

    private RejectedRowsText() {}

    public static String of(final List<RejectedRow> rows) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartArray();
            for (final RejectedRow row : rows.subList(0, Math.min(rows.size(), MAX_ROWS))) {
                json.writeStartObject();
                json.writeStringField("reason", Messages.bounded(row.reason(), MAX_TEXT));
                json.writeStringField("row", Messages.bounded(row.row(), MAX_TEXT));
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to a StringWriter failed", e);
        }
        return text.toString();
    }
}
