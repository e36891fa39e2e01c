package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.rejected.RejectedJson;
import io.github.nifistarrocks.processors.rejected.RejectedSchema;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.Rejections;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Writes rejected records as they were read, each with its reason in an additional field. Of rows whose record is not identified, only the reason and the row
 * as the server prints it are written.
 */
final class RejectedRecords {

    /** Field for the reason. */
    static final String REASON = "starrocks_error";
    /** Field for the row as the server prints it, if its record is not identified. */
    static final String ROW = "starrocks_row";

    private static final List<RecordField> ADDED = List.of(new RecordField(REASON, RecordFieldType.STRING.getDataType(), true),
            new RecordField(ROW, RecordFieldType.STRING.getDataType(), true));

    private final RecordContent content;
    private final Rejections rejections;
    private final RecordSetWriterFactory writers;
    private final ComponentLog logger;

    RejectedRecords(final RecordContent content, final Rejections rejections, final RecordSetWriterFactory writers, final ComponentLog logger) {
        this.content = content;
        this.rejections = rejections;
        this.writers = writers;
        this.logger = logger;
    }

    /**
     * Writes a new FlowFile, a child of the FlowFile that was loaded.
     *
     * @throws InvalidRecordException if the records cannot be read again
     */
    FlowFile write(final ProcessSession session, final FlowFile original) throws IOException, InvalidRecordException, SchemaNotFoundException {
        final RejectedSchema fields = fields();
        final RecordSchema schema = fields.schema(ADDED);
        final FlowFile rejected = session.create(original);
        final Map<String, String> attributes = new HashMap<>();
        try (OpenRecords records = content.open(); OutputStream out = session.write(rejected)) {
            try (RecordSetWriter writer = writers.createWriter(logger, writers.getSchema(original.getAttributes(), schema), out, rejected)) {
                writer.beginRecordSet();
                forEachRejected(records, (record, reason) -> writer.write(extended(record, reason, fields, schema)));
                for (final RejectedRow row : rejections.unmatched()) {
                    writer.write(new MapRecord(schema, new HashMap<>(Map.of(REASON, row.reason(), ROW, row.row()))));
                }
                final WriteResult result = writer.finishRecordSet();
                writer.flush();
                attributes.putAll(result.getAttributes());
                attributes.put(LoadAttributes.RECORD_COUNT, Integer.toString(result.getRecordCount()));
                attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
            }
        } catch (IOException | InvalidRecordException | SchemaNotFoundException | RuntimeException e) {
            session.remove(rejected);
            throw e;
        }
        return session.putAllAttributes(rejected, attributes);
    }

    /** The fields of the rejected records, which are read for them once more. */
    private RejectedSchema fields() throws IOException, InvalidRecordException {
        try (OpenRecords records = content.open()) {
            final RejectedSchema fields = new RejectedSchema(records.schema());
            forEachRejected(records, (record, reason) -> fields.add(record));
            return fields;
        }
    }

    private void forEachRejected(final OpenRecords records, final RejectedRecordAction action) throws IOException, InvalidRecordException {
        final long last = rejections.last();
        for (long number = 1; number <= last; number++) {
            final Record record = records.next(number).orElseThrow();
            final Optional<String> reason = rejections.reason(number);
            if (reason.isPresent()) {
                action.accept(record, reason.get());
            }
        }
    }

    @FunctionalInterface
    private interface RejectedRecordAction {

        void accept(Record record, String reason) throws IOException;
    }

    private static Record extended(final Record record, final String reason, final RejectedSchema fields, final RecordSchema schema) throws IOException {
        final Map<String, Object> values = fields.valuesOf(record);
        values.remove(ROW);
        values.put(REASON, reason);
        final Map<String, String> added = new LinkedHashMap<>();
        added.put(REASON, reason);
        added.put(ROW, null);
        return new RejectedJson(schema, values, record, added);
    }
}
