package io.github.nifistarrocks.processors.change.envelope;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.decode.FieldDecoding;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SchemaPool;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.change.decode.UndecodableException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/** Converts the row images in events to rows: decodes their values and omits those that the source did not send. What a schema needs is determined once. */
final class RowImages {

    private static final int MAX_LAYOUTS = 16;

    private final SchemaPool schemas = new SchemaPool();
    private final Deque<Layout> layouts = new ArrayDeque<>();
    private final UnavailableValue unavailable;

    /** @param unavailable placeholder of values that the source did not send */
    RowImages(final UnavailableValue unavailable) {
        this.unavailable = unavailable;
    }

    /**
     * How images are decoded.
     *
     * @param target the columns that the fields fill
     * @param decodings of the values
     */
    record Format(TargetColumns target, FieldDecodings decodings) {

        boolean isSame(final Format other) {
            return target == other.target && decodings == other.decodings;
        }
    }

    /**
     * Returns the image itself where there is nothing to decode and to omit.
     *
     * @param number of the record, for messages
     */
    Record row(final Record image, final Format format, final long number) throws InvalidRecordException {
        final RecordSchema schema = schemas.of(image);
        final Layout layout = layout(schema, format);
        if (schema == image.getSchema() && layout.decoders.isEmpty() && isComplete(image)) {
            return image;
        }
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> entry : image.toMap().entrySet()) {
            final String name = entry.getKey();
            final Object value = entry.getValue();
            if (!unavailable.matches(value)) {
                final FieldDecoding decoding = value == null ? null : layout.decoders.get(name);
                values.put(name, decoding == null ? value : decode(decoding, name, value, number));
            }
        }
        return new MapRecord(layout.rows, values);
    }

    private static Object decode(final FieldDecoding decoding, final String name, final Object value, final long number) throws InvalidRecordException {
        try {
            return decoding.decoder().decode(value);
        } catch (final UndecodableException e) {
            throw new InvalidRecordException("Field [%s] of record %d cannot be decoded: %s".formatted(name, number, e.markedMessage()), e);
        }
    }

    private boolean isComplete(final Record image) {
        for (final Object value : image.toMap().values()) {
            if (unavailable.matches(value)) {
                return false;
            }
        }
        return true;
    }

    private Layout layout(final RecordSchema schema, final Format format) {
        for (final Layout layout : layouts) {
            if (layout.source == schema && layout.format.isSame(format)) {
                return layout;
            }
        }
        final Map<String, FieldDecoding> decoders = new HashMap<>();
        final List<RecordField> fields = new ArrayList<>();
        for (final RecordField field : schema.getFields()) {
            final Optional<FieldDecoding> decoding = format.decodings.of(field, format.target);
            decoding.ifPresent(found -> decoders.put(field.getFieldName(), found));
            fields.add(decoding.map(found -> new RecordField(field.getFieldName(), found.type())).orElse(field));
        }
        final Layout layout = new Layout(schema, format, decoders.isEmpty() ? schema : schemas.of(fields), decoders);
        if (layouts.size() == MAX_LAYOUTS) {
            layouts.removeLast();
        }
        layouts.addFirst(layout);
        return layout;
    }

    /**
     * @param rows schema of the decoded rows
     * @param decoders by name of the field
     */
    private record Layout(RecordSchema source, Format format, RecordSchema rows, Map<String, FieldDecoding> decoders) {}
}
