package io.github.nifistarrocks.processors.change.decode;

import java.util.Objects;
import java.util.Optional;

import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The encodings of the row images of Debezium's events, by the schema in the event or the Avro schema of the event. Consecutive events mostly have the same
 * schema, so it is evaluated only when it changes.
 */
public final class DebeziumDecodings {

    private final ColumnTypeDecodings byColumn;
    private Optional<Record> connectSchema = Optional.empty();
    private Optional<RecordSchema> eventSchema = Optional.empty();
    private FieldDecodings before;
    private FieldDecodings after;

    /** @param byColumn for events without a schema */
    public DebeziumDecodings(final ColumnTypeDecodings byColumn) {
        this.byColumn = byColumn;
        this.before = byColumn;
        this.after = byColumn;
    }

    /** Follows the schema beside the payload of an event; without one, the columns decide. */
    public void followConnect(final Record event) {
        final Optional<Record> schema = SourceValues.record(event.getValue("schema"));
        if (!schema.equals(connectSchema) || eventSchema.isPresent()) {
            connectSchema = schema;
            eventSchema = Optional.empty();
            before = schema.map(struct -> connectImage(struct, "before")).orElse(byColumn);
            after = schema.map(struct -> connectImage(struct, "after")).orElse(byColumn);
        }
    }

    /** Follows the schema of a bare event. */
    public void followEvent(final RecordSchema schema) {
        if (connectSchema.isPresent() || eventSchema.isEmpty() || eventSchema.get() != schema) {
            connectSchema = Optional.empty();
            eventSchema = Optional.of(schema);
            before = avroImage(schema, "before");
            after = avroImage(schema, "after");
        }
    }

    /** Encodings of the row before a change; the same instance while the schema stays the same. */
    public FieldDecodings before() {
        return before;
    }

    /** Encodings of the row after a change; the same instance while the schema stays the same. */
    public FieldDecodings after() {
        return after;
    }

    private FieldDecodings avroImage(final RecordSchema schema, final String image) {
        return AvroEvents.imageOf(schema, image).<FieldDecodings>map(struct -> new ConnectSchemaDecodings(struct, byColumn)).orElse(byColumn);
    }

    private FieldDecodings connectImage(final Record schema, final String image) {
        return SourceValues.elements(schema.getValue("fields")).stream().flatMap(part -> SourceValues.record(part).stream())
                .filter(struct -> Objects.equals(image, struct.getValue("field"))).findFirst()
                .<FieldDecodings>map(struct -> new ConnectSchemaDecodings(struct, byColumn)).orElse(byColumn);
    }
}
