package io.github.nifistarrocks.processors.change.envelope;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnTypes;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.KeySettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationAttribute;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.RecordPaths;
import io.github.nifistarrocks.processors.change.ChangeSettings.ValueSettings;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/** Reads documents with NiFi's JsonTreeReader, which infers the schema of a whole FlowFile, and collects the changes. */
final class Reading {

    private static final JsonTreeReader JSON = enabled();

    private final OperationSource source;
    private Optional<TableSchema> table = Optional.empty();
    private Optional<String> attribute = Optional.empty();
    private Optional<RecordPaths> paths = Optional.empty();
    private String operationValues = "";
    private List<String> keys = List.of();
    private final Map<String, String> renames = new HashMap<>();
    private EpochUnit epochUnit = EpochUnit.MILLIS;
    private BinaryHandling binaryHandling = BinaryHandling.BYTES;

    final List<Change> changes = new ArrayList<>();
    int ignored;

    private Reading(final OperationSource source) {
        this.source = source;
    }

    static Reading of(final OperationSource source) {
        return new Reading(source);
    }

    /** @param columns such as {@code id INT key} and {@code price DECIMAL(10,2)} */
    Reading table(final String... columns) {
        table = Optional.of(schema(columns));
        return this;
    }

    Reading attribute(final String value) {
        attribute = Optional.ofNullable(value);
        return this;
    }

    Reading paths(final String operation, final String row) {
        paths = Optional.of(new RecordPaths(operation, Optional.ofNullable(row)));
        return this;
    }

    Reading operationValues(final String mapping) {
        operationValues = mapping;
        return this;
    }

    Reading keys(final String... names) {
        keys = List.of(names);
        return this;
    }

    Reading epochUnit(final EpochUnit unit) {
        epochUnit = unit;
        return this;
    }

    Reading rename(final String field, final String column) {
        renames.put(field, column);
        return this;
    }

    Reading binaryHandling(final BinaryHandling handling) {
        binaryHandling = handling;
        return this;
    }

    ChangeReader reader() {
        final OperationSettings operation = new OperationSettings(Optional.of(new OperationAttribute("operation", attribute)), paths,
                OperationValues.parse(operationValues));
        return ChangeReaders.of(new ChangeSettings(source, operation, new KeySettings(keys, (field, isColumn) -> renames.getOrDefault(field, field)),
                new ValueSettings(epochUnit, binaryHandling, ValueSettings.DEFAULT_UNAVAILABLE_VALUE)));
    }

    Reading json(final String... documents) throws Exception {
        return records(parse(source, String.join("\n", documents)));
    }

    Reading records(final List<Record> records) throws IOException, InvalidRecordException {
        final ChangeReader reader = reader();
        long number = 0;
        for (final Record record : records) {
            number++;
            if (reader.read(new SourceRecord(record, number, table), changes::add)) {
                ignored++;
            }
        }
        return this;
    }

    /** Each change as text, such as {@code UPSERT {id=1, name=Anna}}; bytes are hexadecimal. */
    List<String> texts() {
        return changes.stream().map(change -> change.operation() + " " + text(change.row().toMap())).toList();
    }

    Object value(final String field) {
        return changes.getLast().row().getValue(field);
    }

    static List<Record> parse(final OperationSource source, final String json) throws Exception {
        final List<Record> records = new ArrayList<>();
        final byte[] content = json.getBytes(StandardCharsets.UTF_8);
        try (RecordReader reader = JSON.createRecordReader(Map.of(), new ByteArrayInputStream(content), content.length,
                new MockComponentLog("reading", JSON))) {
            Record record = reader.nextRecord(false, false);
            while (record != null) {
                records.add(record);
                record = reader.nextRecord(false, false);
            }
        }
        return records;
    }

    static TableSchema schema(final String... columns) {
        return new TableSchema(new TableId("db", "t"), TableSchema.Keys.PRIMARY, Arrays.stream(columns).map(Reading::column).toList());
    }

    private static TableColumn column(final String described) {
        final String[] parts = described.split(" ");
        final String[] type = parts[1].split("[(,)]");
        final ColumnType columnType = type.length == 3
                ? new ColumnType.DecimalType(OptionalInt.of(Integer.parseInt(type[1])), OptionalInt.of(Integer.parseInt(type[2])))
                : ColumnTypes.of(type[0]);
        return new TableColumn(parts[0], columnType, true, parts.length == 3, false);
    }

    private static String text(final Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Object[] elements -> Arrays.stream(elements).map(Reading::text).collect(Collectors.joining(", ", "[", "]"));
            case Record row -> text(row.toMap());
            case Map<?, ?> map -> {
                final Map<Object, Object> texts = new LinkedHashMap<>();
                map.forEach((name, element) -> texts.put(name, text(element)));
                yield texts.toString();
            }
            case null, default -> String.valueOf(value);
        };
    }

    private static JsonTreeReader enabled() {
        try {
            final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
            final JsonTreeReader reader = new JsonTreeReader();
            runner.addControllerService("reader", reader);
            runner.enableControllerService(reader);
            return reader;
        } catch (final InitializationException e) {
            throw new IllegalStateException(e);
        }
    }
}
