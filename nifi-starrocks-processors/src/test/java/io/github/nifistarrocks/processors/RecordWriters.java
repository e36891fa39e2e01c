package io.github.nifistarrocks.processors;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.text.FreeFormTextRecordSetWriter;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.apache.nifi.xml.XMLRecordSetWriter;

/** NiFi's own record writers, enabled. Properties are given in the spelling of NiFi 2.7 and later, and are found in the one of older releases too. */
public final class RecordWriters {

    /** What prints dates and times as StarRocks does. */
    public static final Map<String, String> FULL_FORMATS = Map.of("Date Format", "yyyy-MM-dd", "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS");

    private RecordWriters() {}

    public static RecordSetWriterFactory json(final Map<String, String> properties) {
        return add(TestRunners.newTestRunner(ScanStarRocksTablet.class), new JsonRecordSetWriter(), properties);
    }

    public static RecordSetWriterFactory csv(final Map<String, String> properties) {
        return add(TestRunners.newTestRunner(ScanStarRocksTablet.class), new CSVRecordSetWriter(), properties);
    }

    public static RecordSetWriterFactory avro(final Map<String, String> properties) {
        return add(TestRunners.newTestRunner(ScanStarRocksTablet.class), new AvroRecordSetWriter(), properties);
    }

    public static RecordSetWriterFactory xml(final Map<String, String> properties) {
        final Map<String, String> all = new HashMap<>(Map.of("Name of Root Tag", "rows", "Name of Record Tag", "row"));
        all.putAll(properties);
        return add(TestRunners.newTestRunner(ScanStarRocksTablet.class), new XMLRecordSetWriter(), all);
    }

    public static RecordSetWriterFactory freeForm(final String text) {
        return add(TestRunners.newTestRunner(ScanStarRocksTablet.class), new FreeFormTextRecordSetWriter(), Map.of("Text", text));
    }

    /** Adds the writer to a runner as the service "writer". */
    public static <W extends RecordSetWriterFactory> W add(final TestRunner runner, final W writer, final Map<String, String> properties) {
        try {
            runner.addControllerService("writer", writer);
        } catch (InitializationException e) {
            throw new IllegalStateException(e);
        }
        final Map<String, PropertyDescriptor> descriptors = new HashMap<>();
        for (final PropertyDescriptor descriptor : writer.getPropertyDescriptors()) {
            descriptors.put(comparable(descriptor.getDisplayName()), descriptor);
            descriptors.put(comparable(descriptor.getName()), descriptor);
        }
        properties.forEach((name, value) -> runner.setProperty(writer, descriptors.get(comparable(name)), value));
        runner.enableControllerService(writer);
        return writer;
    }

    private static String comparable(final String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', ' ');
    }
}
