package io.github.nifistarrocks.processors.proof;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.PutStarRocks;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.json.JsonTreeRowRecordReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.AbstractRecordSetWriter;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Records go into a table by PutStarRocks, and come back by ScanStarRocksTablet, with nothing between that could change them. */
final class TypesFlow {

    private final StarRocksCluster cluster;
    private final String database;
    private final GivenRecords given = new GivenRecords();
    private TestRunner put;

    TypesFlow(final StarRocksCluster cluster, final String database) {
        this.cluster = cluster;
        this.database = database;
    }

    /**
     * Where a FlowFile went.
     *
     * @param message why it was not loaded; empty when it was
     */
    record Sent(String relationship, String message) {}

    /** Loads the records. One processor does it for all tables; properties stay as they were until they are given again. */
    Sent put(final String table, final RecordSchema schema, final List<Record> records, final Map<String, String> properties) throws InitializationException {
        if (put == null) {
            put = putRunner(given, Map.of());
        }
        given.schema = schema;
        given.records = records;
        return put(put, table, new byte[0], properties);
    }

    /** Loads the content by a reader of NiFi's own, with a processor of its own. */
    Sent put(final String table, final RecordReaderFactory reader, final Map<String, String> readerProperties, final byte[] content,
            final Map<String, String> properties) throws InitializationException {
        return put(putRunner(reader, readerProperties), table, content, properties);
    }

    private TestRunner putRunner(final RecordReaderFactory reader, final Map<String, String> readerProperties) throws InitializationException {
        final TestRunner runner = runner(new PutStarRocks());
        runner.addControllerService("reader", reader);
        readerProperties.forEach((name, value) -> runner.setProperty(reader, name, value));
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "reader");
        runner.setProperty("Database", database);
        return runner;
    }

    private static Sent put(final TestRunner runner, final String table, final byte[] content, final Map<String, String> properties) {
        runner.setProperty("Table", table);
        properties.forEach(runner::setProperty);
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
        for (final String relationship : List.of("success", "failure", "retry")) {
            final List<MockFlowFile> sent = runner.getFlowFilesForRelationship(relationship);
            if (!sent.isEmpty()) {
                return new Sent(relationship, Objects.requireNonNullElse(sent.getFirst().getAttribute("starrocks.error.message"), ""));
            }
        }
        throw new AssertionError("The FlowFile went nowhere: " + runner.getLogger().getErrorMessages());
    }

    /** All rows of a table: the values of the columns, in the order of the names. */
    List<List<Object>> scan(final String table, final List<String> columns) throws InitializationException {
        final TestRunner fetch = runner(new FetchStarRocksTablets());
        fetch.setProperty("Database", database);
        fetch.setProperty("Table", table);
        fetch.setProperty("Columns", columns.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")));
        fetch.setProperty("BEs Send VARBINARY and DECIMAL256", "true");
        fetch.setIncomingConnection(false);
        fetch.run();
        final List<MockFlowFile> planned = fetch.getFlowFilesForRelationship("success");
        final TestRunner scan = runner(new ScanStarRocksTablet());
        final KeptRecords writer = new KeptRecords();
        scan.addControllerService("writer", writer);
        scan.enableControllerService(writer);
        scan.setProperty("Record Writer", "writer");
        planned.forEach(scan::enqueue);
        scan.run(planned.size());
        scan.assertAllFlowFilesTransferred("success", planned.size());
        return writer.rows.stream().map(row -> {
            final List<Object> values = new ArrayList<>();
            columns.forEach(column -> values.add(row.get(column)));
            return values;
        }).toList();
    }

    private TestRunner runner(final Processor processor) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        ClusterConnections.add(runner, cluster, Map.of());
        return runner;
    }

    /** Reads the same records whatever the content. */
    private static final class GivenRecords extends AbstractControllerService implements RecordReaderFactory {

        private RecordSchema schema;
        private List<Record> records = List.of();

        @Override
        public RecordReader createRecordReader(final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log) {
            final Iterator<Record> rest = records.iterator();
            return new RecordReader() {
                @Override
                public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields) {
                    return rest.hasNext() ? rest.next() : null;
                }

                @Override
                public RecordSchema getSchema() {
                    return schema;
                }

                @Override
                public void close() {
                    // Nothing is open.
                }

                /** The values are taken as they are, because they are those of JSON and not inferred from text. */
                @Override
                public String toString() {
                    return JsonTreeRowRecordReader.class.getName();
                }
            };
        }
    }

    /**
     * Keeps the values of all rows of a scan that are written, which are no MapRecord; the content is empty. Dates are text, because the older ones are not the same in each calendar, and so are
     * nested values, which are JSON then.
     */
    private static final class KeptRecords extends AbstractControllerService implements RecordSetWriterFactory {

        private final List<Map<String, Object>> rows = new ArrayList<>();

        @Override
        public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
            return new SimpleRecordSchema(readSchema.getFields().stream().map(field -> switch (field.getDataType().getFieldType()) {
                case DATE, TIMESTAMP, MAP, RECORD -> new RecordField(field.getFieldName(), RecordFieldType.STRING.getDataType());
                case ARRAY ->
                    field.getDataType().equals(RecordTypes.BYTES) ? field : new RecordField(field.getFieldName(), RecordFieldType.STRING.getDataType());
                default -> field;
            }).toList());
        }

        @Override
        public RecordSetWriter createWriter(final ComponentLog log, final RecordSchema schema, final OutputStream out, final Map<String, String> variables) {
            return new AbstractRecordSetWriter(out) {
                @Override
                protected Map<String, String> writeRecord(final Record row) {
                    if (row instanceof MapRecord) {
                        return Map.of();
                    }
                    final Map<String, Object> values = new HashMap<>();
                    schema.getFields().forEach(field -> values.put(field.getFieldName(), row.getValue(field)));
                    rows.add(values);
                    return Map.of();
                }

                @Override
                public String getMimeType() {
                    return "application/octet-stream";
                }
            };
        }
    }
}
