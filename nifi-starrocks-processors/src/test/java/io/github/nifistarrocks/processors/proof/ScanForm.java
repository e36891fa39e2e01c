package io.github.nifistarrocks.processors.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.processors.ArrowContent;
import io.github.nifistarrocks.processors.RecordWriters;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.xml.XMLRecordSetWriter;

/** An output of ScanStarRocksTablet: writer, its properties, and an independent reader of the format. */
enum ScanForm {

    JSON(JsonRecordSetWriter::new, Map.of(), Temporals.NIFI_TYPES, ScanForm::json),
    JSON_WITH_FORMATS(JsonRecordSetWriter::new, RecordWriters.FULL_FORMATS, Temporals.NIFI_TYPES, ScanForm::json),
    JSON_WITH_TEXT(JsonRecordSetWriter::new, Map.of(), Temporals.TEXT, ScanForm::json),
    CSV(CSVRecordSetWriter::new, Map.of(), Temporals.NIFI_TYPES, (content, type) -> csv(content, type, "")),
    CSV_WITH_FORMATS(CSVRecordSetWriter::new, Settings.CSV_WITH_FORMATS, Temporals.NIFI_TYPES, (content, type) -> csv(content, type, Settings.NULL)),
    CSV_WITH_TEXT(CSVRecordSetWriter::new, Settings.CSV, Temporals.TEXT, (content, type) -> csv(content, type, Settings.NULL)),
    AVRO(AvroRecordSetWriter::new, Map.of(), Temporals.NIFI_TYPES, ScanForm::avro),
    AVRO_WITH_TEXT(AvroRecordSetWriter::new, Map.of(), Temporals.TEXT, ScanForm::avro),
    XML_WITH_FORMATS(XMLRecordSetWriter::new, Settings.XML_WITH_FORMATS, Temporals.NIFI_TYPES, new XmlRows(false)::read),
    XML_WITH_TEXT(XMLRecordSetWriter::new, Settings.XML_WITH_WRAPPED_ARRAYS, Temporals.TEXT, new XmlRows(true)::read),
    XML_OF_STRINGS(XMLRecordSetWriter::new, Settings.XML_OF_STRINGS, Temporals.NIFI_TYPES, ScanForm::xmlOfStrings),
    ARROW(() -> null, Map.of(), Temporals.TEXT, ScanForm::arrow);

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    private final Supplier<RecordSetWriterFactory> writer;
    private final Map<String, String> settings;
    private final Temporals temporals;
    private final Reading reading;

    ScanForm(final Supplier<RecordSetWriterFactory> writer, final Map<String, String> settings, final Temporals temporals, final Reading reading) {
        this.writer = writer;
        this.settings = settings;
        this.temporals = temporals;
        this.reading = reading;
    }

    private enum Temporals {
        NIFI_TYPES, TEXT
    }

    @FunctionalInterface
    private interface Reading {
        Map<Integer, Object> read(byte[] content, ColumnType type) throws IOException;
    }

    boolean isArrow() {
        return this == ARROW;
    }

    /** Whether the time zone of the JVM has an influence. */
    boolean hasNifiTimes() {
        return temporals == Temporals.NIFI_TYPES;
    }

    String temporalValues() {
        return temporals.name();
    }

    RecordSetWriterFactory newWriter() {
        return writer.get();
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Values of the column v by those of the column id, in the form of {@link ComparableValue}. */
    Map<Integer, Object> read(final byte[] content, final ColumnType type) throws IOException {
        final Map<Integer, Object> values = new LinkedHashMap<>();
        reading.read(content, type).forEach((id, value) -> values.put(id, ComparableValue.of(type, value)));
        return values;
    }

    private static Map<Integer, Object> json(final byte[] content, final ColumnType type) throws IOException {
        final Map<Integer, Object> values = new LinkedHashMap<>();
        for (final JsonNode row : MAPPER.readTree(content)) {
            if (!row.has("v")) {
                throw new IllegalArgumentException("The field v is missing in " + row);
            }
            values.put(row.get("id").intValue(), row.get("v"));
        }
        return values;
    }

    private static Map<Integer, Object> csv(final byte[] content, final ColumnType type, final String nullText) throws IOException {
        final CSVFormat format = CSVFormat.DEFAULT.builder().setEscape('\\').setRecordSeparator('\n').setHeader().setSkipHeaderRecord(true).get();
        final Map<Integer, Object> values = new LinkedHashMap<>();
        try (CSVParser rows = CSVParser.parse(new String(content, StandardCharsets.UTF_8), format)) {
            for (final CSVRecord row : rows) {
                values.put(Integer.valueOf(row.get("id")), ofText(nullText.equals(row.get("v")) ? null : row.get("v"), type));
            }
        }
        return values;
    }

    private static Map<Integer, Object> xmlOfStrings(final byte[] content, final ColumnType type) throws IOException {
        final Map<Integer, Object> values = new LinkedHashMap<>();
        for (final Map.Entry<Integer, Object> row : new XmlRows(false).read(content, ColumnType.string()).entrySet()) {
            values.put(row.getKey(), ofText((String) row.getValue(), type));
        }
        return values;
    }

    /** The text of nested values is JSON. */
    private static Object ofText(final String text, final ColumnType type) throws IOException {
        return text != null && type.kind().isNested() ? MAPPER.readTree(text) : text;
    }

    private static Map<Integer, Object> avro(final byte[] content, final ColumnType type) throws IOException {
        final Map<Integer, Object> values = new LinkedHashMap<>();
        try (DataFileStream<GenericRecord> rows = new DataFileStream<>(new ByteArrayInputStream(content), new GenericDatumReader<>())) {
            for (final GenericRecord row : rows) {
                values.put((Integer) row.get("id"), row.get("v"));
            }
        }
        return values;
    }

    private static Map<Integer, Object> arrow(final byte[] content, final ColumnType type) {
        final Map<Integer, Object> values = new LinkedHashMap<>();
        for (final List<Object> row : ArrowContent.of(content).rows()) {
            values.put((Integer) row.getFirst(), row.getLast());
        }
        return values;
    }

    private static final class Settings {
        private static final String NULL = "<null>";
        private static final Map<String, String> CSV = Map.of("Null String", NULL, "Trim Fields", "false");
        private static final Map<String, String> CSV_WITH_FORMATS = Map.of("Null String", NULL, "Trim Fields", "false", "Date Format", "yyyy-MM-dd",
                "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS");
        private static final Map<String, String> XML_WITH_FORMATS = Map.of("Name of Root Tag", "rows", "Name of Record Tag", "row", "Date Format", "yyyy-MM-dd",
                "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS");
        private static final Map<String, String> XML_WITH_WRAPPED_ARRAYS = Map.of("Name of Root Tag", "rows", "Name of Record Tag", "row",
                "Wrap Elements of Arrays", "use-property-for-elements", "Array Tag Name", "e");
        private static final Map<String, String> XML_OF_STRINGS = Map.of("Name of Root Tag", "rows", "Name of Record Tag", "row",
                "Schema Access Strategy", "schema-text-property", "Schema Text", """
                        {"type": "record", "name": "row", "fields": [{"name": "id", "type": "int"}, {"name": "v", "type": ["null", "string"]}]}""");
    }
}
