package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Values of rows in bulletins, attributes and provenance events: shown by default, and never there if the connection service does not show them. */
@Timeout(240)
class PutStarRocksRowDataContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String MARKER = "Top7Secret";
    private static final String DIGITS = "9988776655443322";
    private static final String FRACTION = "7788.25";

    private final String database = CLUSTER.newDatabase();

    /** Loads that fail, or lose records, because of a value. */
    enum Case {
        CHECKED_TEXT("Check Records=true", "[{\"name\":\"%s is too long\"}]", "[name]", "ecord 1 "),
        CHECKED_NUMBER("Check Records=true", "[{\"id\":%d}]", "[id]", "ecord 1 "),
        REFUSED_BY_STARROCKS("", "[{\"id\":\"%s\"}]", "Unable to cast", "column=id"),
        REFUSED_IN_CSV("Format=CSV", "[{\"id\":\"%s\"}]", "is out of range", "id"),
        REFUSED_IN_A_TRANSACTION("Delivery Strategy=TRANSACTION", "[{\"id\":\"%s\"}]", "Unable to cast", "column=id"),
        REFUSED_IN_TWO_PHASES("Delivery Strategy=TWO_PHASE", "[{\"id\":\"%s\"}]", "Unable to cast", "column=id"),
        REFUSED_IN_A_MERGED_LOAD("Delivery Strategy=MERGE_COMMIT", "[{\"id\":\"%s\"}]", "Unable to cast", "column=id"),
        TOO_LONG_FOR_STARROCKS("", "[{\"name\":\"%s is too long\"}]", "beyond the capacity", "column=name"),
        FILTERED("Max Filter Ratio=0.9", "[{\"id\":1},{\"id\":\"%s\"}]", "Unable to cast", "column=id"),
        ISOLATED("Rejected Record Writer=writer", "[{\"id\":1},{\"id\":\"%s\"}]", "1 records", "rejected"),
        ISOLATED_BY_THE_CHECK("Rejected Record Writer=writer;Check Records=true", "[{\"id\":1},{\"name\":\"%s is too long\"}]", "1 records", "rejected"),
        UNWRITABLE_REJECTED("Rejected Record Writer=broken", "[{\"id\":1},{\"id\":\"%s\"}]", "Rejected Record Writer", "IOException"),
        UNKNOWN_DATE("", "[{\"day\":\"1/2/%s\"},{\"day\":\"88/77/66\"}]", "[day]", "yyyy-MM-dd"),
        NUMBER_FOR_DATE("", "[{\"day\":%d}]", "[day]", "yyyyMMdd"),
        FRACTION_FOR_WHOLE("", "[{\"id\":7788.25}]", "[id]", "ecord 1 "),
        NO_JSON("", "[{\"doc\":\"{%s\"}]", "[doc]", "JSON"),
        BROKEN_CONTENT("", "[{\"id\":1,\"name\":%s}]", "read", "ecord"),
        CUT_CONTENT("", "[{\"id\":1,\"name\":\"%s", "read", "ecord"),
        OPERATION("Operation Source=RECORD_PATH;Operation Record Path=/name", "[{\"name\":\"%s\"}]", "operation", "ecord 1 "),
        NO_CHANGE_EVENT("Operation Source=DEBEZIUM", "[{\"op\":\"c\",\"after\":\"%s\"}]", "[after]", "ecord 1 "),
        UNKNOWN_MESSAGE("", "[{\"id\":1}]", "server replied", ""),
        READER_WITH_AN_ERROR("Record Reader=broken-reader", "%s", "cannot be read", ""),
        READER_WITH_IO("Record Reader=io-reader", "%s", "read", ""),
        DECLARED_TYPE("Record Reader=declared", "%s\n", "field [id]", "ecord 1 "),
        RAW_CSV("Content=RAW;Format=CSV;load.columns=id,name;load.column_separator=,", "%s,a\n", "out of range", "id"),
        RAW_JSON("Content=RAW;load.strip_outer_array=true", "[{\"id\":\"%s\"}]", "Unable to cast", "column=id");

        private final String properties;
        private final String content;
        private final List<String> shown;

        Case(final String properties, final String content, final String... shown) {
            this.properties = properties;
            this.content = content;
            this.shown = List.of(shown);
        }

        Map<String, String> settings() {
            final Map<String, String> settings = new HashMap<>();
            Stream.of(properties.split(";")).filter(text -> !text.isEmpty()).map(text -> text.split("=", 2)).forEach(pair -> settings.put(pair[0], pair[1]));
            return settings;
        }

        String text() {
            return content.replace("%s", MARKER).replace("%d", DIGITS);
        }
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void messagesNameColumnRecordAndReasonButNoValue(final Case failing) throws Exception {
        final String messages = messages(failing, "false");

        assertThat(messages).doesNotContain(MARKER, DIGITS, FRACTION, "\uFDD0", "\uFDD1").contains(failing.shown);
    }

    @ParameterizedTest
    @EnumSource(value = Case.class, mode = EnumSource.Mode.EXCLUDE, names = {"ISOLATED", "ISOLATED_BY_THE_CHECK", "NO_JSON", "CUT_CONTENT"})
    void messagesShowTheValueByDefault(final Case failing) throws Exception {
        final String messages = messages(failing, "true");

        assertThat(messages).containsAnyOf(MARKER, DIGITS, FRACTION).doesNotContain("\uFDD0", "\uFDD1", "***").contains(failing.shown);
    }

    /** Bulletins, attributes and provenance events of a run. */
    private String messages(final Case failing, final String showRowData) throws Exception {
        final String table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT, name VARCHAR(10), day DATE, doc JSON) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""");
        final PutRunner runner = PutRunner.create(CLUSTER, Map.of("Show Row Data", showRowData), database, table, new JsonTreeReader(), Map.of());
        RecordWriters.add(runner.nifi, new JsonRecordSetWriter(), Map.of());
        add(runner, "broken", new BrokenWriter(), Map.of());
        add(runner, "broken-reader", new BrokenReader(new IllegalStateException("cannot digest " + MARKER)), Map.of());
        add(runner, "io-reader", new BrokenReader(new IOException("cannot digest " + MARKER)), Map.of());
        add(runner, "declared", new CSVReader(), Map.of("schema-access-strategy", "schema-text-property", "schema-text",
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}"));
        failing.settings().forEach(runner::with);
        if (failing == Case.UNKNOWN_MESSAGE) {
            CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).inject(new Fault.LoadFails("cannot digest the value " + MARKER));
        }
        runner.nifi.enqueue(failing.text());
        runner.nifi.run();
        final List<String> messages = new ArrayList<>();
        for (final Relationship relationship : runner.nifi.getProcessor().getRelationships()) {
            for (final MockFlowFile flowFile : runner.nifi.getFlowFilesForRelationship(relationship)) {
                messages.addAll(flowFile.getAttributes().values());
            }
        }
        assertThat(messages).as("attributes of FlowFiles").isNotEmpty();
        Stream.of(runner.nifi.getLogger().getErrorMessages(), runner.nifi.getLogger().getWarnMessages(), runner.nifi.getLogger().getInfoMessages(),
                runner.nifi.getLogger().getDebugMessages()).flatMap(List::stream).forEach(message -> messages.addAll(texts(message)));
        runner.nifi.getProvenanceEvents().forEach(event -> messages.add(event.getDetails() + " " + event.getTransitUri() + " " + event.getAttributes()));
        return String.join("\n", messages);
    }

    private static void add(final PutRunner runner, final String name, final ControllerService service, final Map<String, String> properties)
            throws Exception {
        runner.nifi.addControllerService(name, service, properties);
        runner.nifi.enableControllerService(service);
    }

    /** As a bulletin prints them: with the messages of all causes. */
    private static List<String> texts(final LogMessage message) {
        final List<String> texts = new ArrayList<>();
        texts.add(message.getMsg());
        if (message.getArgs() != null) {
            for (final Object argument : message.getArgs()) {
                switch (argument) {
                    case Throwable failure -> texts.addAll(texts(failure));
                    case MockFlowFile flowFile -> texts.add(flowFile.getAttribute("uuid"));
                    case null, default -> texts.add(String.valueOf(argument));
                }
            }
        }
        texts.addAll(texts(message.getThrowable()));
        return texts;
    }

    private static List<String> texts(final Throwable failure) {
        final List<String> texts = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            texts.add(cause.toString());
        }
        return texts;
    }

    /** Its message has a value, as those of NiFi's writers have. */
    private static final class BrokenWriter extends AbstractControllerService implements RecordSetWriterFactory {

        @Override
        public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
            return readSchema;
        }

        @Override
        public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream out, final Map<String, String> variables)
                throws IOException {
            throw new IOException("cannot write " + MARKER);
        }
    }

    /** Its message has a value, as those of NiFi's readers have. */
    private static final class BrokenReader extends AbstractControllerService implements RecordReaderFactory {

        private final Exception failure;

        BrokenReader(final Exception failure) {
            this.failure = failure;
        }

        @Override
        public RecordReader createRecordReader(final Map<String, String> variables, final InputStream in, final long inputLength, final ComponentLog logger)
                throws IOException {
            if (failure instanceof final IOException unreadable) {
                throw unreadable;
            }
            throw (IllegalStateException) failure;
        }
    }
}
