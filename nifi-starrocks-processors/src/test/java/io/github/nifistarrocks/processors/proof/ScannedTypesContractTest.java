package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.scan.Replay;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every StarRocks type, with NULL and extreme values and nested three deep, is loaded by PutStarRocks, scanned in every form, and read by a reader of the
 * format that is not NiFi's. Each value is equal to what was loaded, or the scan is in failure with a message that names column and row.
 */
@Tag("proof-scanning")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ScannedTypesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String TABLE = "CREATE TABLE {table} (id INT NOT NULL, v %s) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1";
    private static final int MAX_DIFFERENCES = 40;
    private static final List<String> ZONES = List.of("America/New_York", "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo");
    private static final Pattern WARNED = Pattern.compile("Column \\[v\\S*] has (\\d+) values");

    private final String database = CLUSTER.newDatabase();
    private final TypesFlow flow = new TypesFlow(CLUSTER, database);
    private final ScanRuns runs = new ScanRuns(CLUSTER, database);
    private final ProofReport report = ProofReport.of(ScannedTypesContractTest.class);
    private final Map<ScanForm, Counts> counts = new EnumMap<>(ScanForm.class);
    private final List<String> differences = new ArrayList<>();

    ScannedTypesContractTest() throws InitializationException {
        for (final ScanForm form : ScanForm.values()) {
            counts.put(form, new Counts());
        }
    }

    @Test
    void everyValueIsWrittenExactlyOrRefused() throws InitializationException, IOException {
        final long seed = ProofSize.seed();
        final List<TypedColumn> columns = new ArrayList<>();
        new TypedColumns(seed, ProofSize.of(300, 1)).all().stream().filter(TypedColumn::isScannable).map(ScannedTypesContractTest::withMore)
                .forEach(columns::add);
        final int scalars = columns.size();
        columns.addAll(NestedColumns.all(ProofSize.of(14, 1)));
        for (final TypedColumn column : columns) {
            scanInEveryForm(load(column), List.of(ScanForm.values()));
        }
        report.add("scanned types: seed %d, %d column types, %d of them in all combinations of three levels", seed, columns.size(), columns.size() - scalars);
        counts.forEach((form, count) -> report.add("scanned types as %s: %s", form, count));
        report.add("scanned types: %d different", differences.size());
        assertThat(differences).isEmpty();
    }

    /** Values that a BE may have, but that no load of the emulator stores. */
    @Test
    void valuesThatNoLoadStoresAreWrittenExactlyOrRefused() throws InitializationException, IOException {
        for (final String ddl : List.of("FLOAT", "DOUBLE")) {
            for (final double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
                replayInEveryForm(ddl, "FLOAT".equals(ddl) ? (Object) (float) value : (Object) value);
            }
        }
        for (final ScanForm form : List.of(ScanForm.JSON, ScanForm.JSON_WITH_FORMATS, ScanForm.JSON_WITH_TEXT)) {
            assertThat(counts.get(form).refused).isEqualTo(Map.of(RefusalReason.NAN, 6));
        }
        final List<byte[]> texts = List.of(new byte[] {-1}, new byte[] {'a', (byte) 0xC3}, new byte[] {(byte) 0xC0, (byte) 0x80},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
        for (final byte[] text : texts) {
            replayInEveryForm("VARCHAR(20)", text);
        }
        counts.forEach((form, count) -> report.add("values that no load stores as %s: %s", form, count));
        assertThat(differences).isEmpty();
        counts.forEach((form, count) -> assertThat(count.refused.getOrDefault(RefusalReason.NOT_UTF8, 0)).as(form.name())
                .isEqualTo(form.isArrow() ? 0 : texts.size()));
    }

    private void replayInEveryForm(final String ddl, final Object value) throws InitializationException, IOException {
        final TypedColumn column = new TypedColumn(ddl, List.of(value));
        final String name = CLUSTER.newTable(database, TABLE.formatted(ddl));
        CLUSTER.emulator().replay(new TableName(database, name), Replay.ofRows(
                List.of(Column.of("id", ColumnType.of(TypeKind.INT)), Column.of("v", column.type())), List.of(List.of(0, value)), 1));
        final Object text = value instanceof final byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
        scanInEveryForm(new Table(name, column, List.of(ComparableValue.of(column.type(), text))), List.of(ScanForm.values()));
    }

    /** The times of DATE and DATETIME depend on the zone of the JVM, if they have the types of NiFi. */
    @Test
    void timesAreWrittenExactlyOrRefusedInEveryZone() throws InitializationException, IOException {
        final List<TypedColumn> columns = new ArrayList<>();
        new TypedColumns(ProofSize.seed(), ProofSize.of(100, 1)).all().stream().filter(column -> column.ddl().contains("DATE"))
                .map(ScannedTypesContractTest::withMore).forEach(columns::add);
        final List<ScanForm> forms = Stream.of(ScanForm.values()).filter(ScanForm::hasNifiTimes).toList();
        final TimeZone before = TimeZone.getDefault();
        try {
            for (final TypedColumn column : columns) {
                for (final String zone : ZONES.subList(0, ProofSize.of(ZONES.size(), 2))) {
                    TimeZone.setDefault(before);
                    final Table table = load(column);
                    TimeZone.setDefault(TimeZone.getTimeZone(zone));
                    scanInEveryForm(table, forms);
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
        counts.forEach((form, count) -> report.add("times in %d zones as %s: %s", ProofSize.of(ZONES.size(), 2), form, count));
        assertThat(differences).isEmpty();
    }

    private void scanInEveryForm(final Table table, final List<ScanForm> forms) throws InitializationException, IOException {
        for (final ScanForm form : forms) {
            final Map<Integer, Boolean> refused = new TreeMap<>();
            scan(table, form, new Range(0, table.expected().size() - 1), refused);
            scanWithWarnings(table, form, refused);
        }
        CLUSTER.execute("DROP TABLE %s.%s".formatted(database, table.name()));
        runs.forgetPlans();
    }

    /**
     * A loaded table.
     *
     * @param expected values by the column id, in the form of {@link ComparableValue}
     */
    private record Table(String name, TypedColumn column, List<Object> expected) {}

    /** Rows by the column id, the last one included. */
    private record Range(int first, int last) {
        String filter() {
            return "id >= %d AND id <= %d".formatted(first, last);
        }
    }

    /** Scans with Inexact Values = Refuse. A scan that is refused is divided, until it has only the row of a value that is refused. */
    private void scan(final Table table, final ScanForm form, final Range range, final Map<Integer, Boolean> refused)
            throws InitializationException, IOException {
        final ScanRuns.Scanned scanned = runs.scan(table.name(), range.filter(), form, "REFUSE");
        if (scanned.isSuccess()) {
            counts.get(form).equal += compare(table, form, range, scanned.content(), Map.of());
        } else if (range.first() < range.last()) {
            final int middle = (range.first() + range.last()) / 2;
            scan(table, form, new Range(range.first(), middle), refused);
            scan(table, form, new Range(middle + 1, range.last()), refused);
        } else {
            final Optional<RefusalReason> reason = RefusalReason.of(scanned.message());
            refused.put(range.first(), reason.map(RefusalReason::isInexact).orElse(false));
            if (reason.isEmpty() || !"failure".equals(scanned.relationship())) {
                differ("%s as %s: %s with the message [%s] for %s", table.column().ddl(), form, scanned.relationship(), scanned.message(),
                        table.expected().get(range.first()));
            }
            reason.ifPresent(known -> counts.get(form).refused.merge(known, 1, Integer::sum));
        }
    }

    /** Scans with Inexact Values = Warn: only values that were refused may differ, and each of them has a warning. */
    private void scanWithWarnings(final Table table, final ScanForm form, final Map<Integer, Boolean> refused) throws InitializationException, IOException {
        int first = 0;
        for (int id = 0; id <= table.expected().size(); id++) {
            final boolean fails = id == table.expected().size() || !refused.getOrDefault(id, true);
            if (fails && first < id) {
                scanWithWarnings(table, form, new Range(first, id - 1), refused);
            }
            first = fails ? id + 1 : first;
        }
    }

    private void scanWithWarnings(final Table table, final ScanForm form, final Range range, final Map<Integer, Boolean> refused)
            throws InitializationException, IOException {
        final ScanRuns.Scanned scanned = runs.scan(table.name(), range.filter(), form, "WARN");
        final long inexact = refused.keySet().stream().filter(id -> id >= range.first() && id <= range.last()).count();
        final Matcher warned = WARNED.matcher(scanned.warning());
        long warnings = 0;
        while (warned.find()) {
            warnings += Long.parseLong(warned.group(1));
        }
        if (!scanned.isSuccess() && range.first() < range.last()) {
            final int middle = (range.first() + range.last()) / 2;
            scanWithWarnings(table, form, new Range(range.first(), middle), refused);
            scanWithWarnings(table, form, new Range(middle + 1, range.last()), refused);
            return;
        }
        if (inexact > 0 && "failure".equals(scanned.relationship()) && RefusalReason.of(scanned.message()).filter(reason -> !reason.isInexact()).isPresent()) {
            counts.get(form).failed++;
            return;
        }
        if (!scanned.isSuccess() || warnings < inexact || inexact == 0 && warnings > 0) {
            differ("%s as %s with warnings: %s, %d inexact values, the warning [%s] and the message [%s]", table.column().ddl(), form, scanned.relationship(),
                    inexact, scanned.warning(), scanned.message());
            return;
        }
        counts.get(form).warned += inexact;
        compare(table, form, range, scanned.content(), refused);
    }

    /** @return number of equal values */
    private int compare(final Table table, final ScanForm form, final Range range, final byte[] content, final Map<Integer, Boolean> inexact)
            throws IOException {
        final Map<Integer, Object> found;
        try {
            found = form.read(content, table.column().type());
        } catch (IOException | RuntimeException e) {
            if (inexact.isEmpty()) {
                differ("%s as %s, %s: %s", table.column().ddl(), form, range, e);
            }
            return 0;
        }
        if (found.size() != range.last() - range.first() + 1) {
            differ("%s as %s: %d rows of %s", table.column().ddl(), form, found.size(), range);
        }
        int equal = 0;
        for (int id = range.first(); id <= range.last(); id++) {
            if (inexact.containsKey(id)) {
                continue;
            }
            final Object expected = table.expected().get(id);
            if (!found.containsKey(id) || !Objects.equals(found.get(id), expected)) {
                differ("%s as %s: [%s], not [%s]", table.column().ddl(), form, shown(found.get(id)), shown(expected));
            } else {
                equal++;
            }
        }
        return equal;
    }

    private static String shown(final Object value) {
        final String text = String.valueOf(value);
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private void differ(final String message, final Object... values) {
        if (differences.size() < MAX_DIFFERENCES) {
            differences.add(message.formatted(values));
        }
    }

    /** The values of the column and, as the last row, NULL. */
    private Table load(final TypedColumn column) throws InitializationException {
        final String name = CLUSTER.newTable(database, TABLE.formatted(column.ddl()));
        final List<Record> records = new ArrayList<>();
        final List<Object> expected = new ArrayList<>();
        final Map<String, DataType> types = new HashMap<>();
        for (final Object value : column.values()) {
            final ValueCarriers.Carrier carrier = carrier(column, value);
            types.putIfAbsent(carrier.name(), carrier.type());
            assertThat(types).as(column.ddl()).hasSize(1);
            records.add(record(records.size(), carrier.type(), carrier.value()));
            expected.add(ComparableValue.of(column.type(), column.type().kind() == TypeKind.JSON ? value.toString() : value));
        }
        records.add(record(records.size(), types.values().iterator().next(), null));
        expected.add(null);
        final TypesFlow.Sent sent = flow.put(name, records.getFirst().getSchema(), records,
                Map.of("Format", LoadFormat.JSON.name(), "Check Records", "true", "Strict Mode", "true"));
        assertThat(sent).as(column.ddl()).isEqualTo(new TypesFlow.Sent("success", ""));
        return new Table(name, column, expected);
    }

    private static Record record(final int id, final DataType type, final Object value) {
        final RecordSchema schema = new SimpleRecordSchema(
                List.of(new RecordField("id", RecordFieldType.INT.getDataType()), new RecordField("v", type)));
        final Map<String, Object> values = new HashMap<>(Map.of("id", id));
        values.put("v", value);
        return new MapRecord(schema, values);
    }

    /** The record type that has all values of the column. */
    private static ValueCarriers.Carrier carrier(final TypedColumn column, final Object value) {
        final String name = switch (column.type().kind()) {
            case BOOLEAN -> "BOOLEAN";
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DECIMAL, DECIMALV2 -> "DECIMAL";
            case VARBINARY -> "BYTES";
            case DATE -> "LOCAL_DATE";
            case DATETIME -> "LOCAL_DATE_TIME";
            case CHAR, VARCHAR, JSON, ARRAY, MAP, STRUCT, HLL, BITMAP -> "STRING";
        };
        return ValueCarriers.of(LoadFormat.JSON, column, value).stream().filter(carrier -> carrier.name().equals(name)).findFirst().orElseThrow();
    }

    /** Times that java.sql and java.time, or the clocks of zones, do not agree on, and JSON that is not a document. */
    private static TypedColumn withMore(final TypedColumn column) {
        final List<Object> values = new ArrayList<>(column.values());
        switch (column.type().kind()) {
            case DATE -> values.addAll(List.of(LocalDate.of(0, 3, 1), LocalDate.of(1582, 10, 10), LocalDate.of(2011, 12, 30), LocalDate.of(2018, 11, 4)));
            case DATETIME -> values.addAll(List.of(LocalDateTime.of(0, 1, 1, 0, 0), LocalDateTime.of(0, 12, 31, 23, 59, 59, 999_999_000),
                    LocalDateTime.of(1582, 10, 10, 1, 2, 3), LocalDateTime.of(1883, 11, 18, 12, 1), LocalDateTime.of(2011, 12, 30, 12, 0),
                    LocalDateTime.of(2018, 11, 4, 0, 0), LocalDateTime.of(2024, 3, 10, 2, 30), LocalDateTime.of(2024, 10, 6, 2, 15),
                    LocalDateTime.of(2024, 11, 3, 1, 30), LocalDateTime.of(2040, 10, 7, 2, 30)));
            case JSON -> values.addAll(List.of(TypedColumn.json("null"), TypedColumn.json("9007199254740993"), TypedColumn.json("18446744073709551615")));
            default -> {
                // Complete.
            }
        }
        return new TypedColumn(column.ddl(), values);
    }

    private static final class Counts {
        private long equal;
        private long warned;
        private long failed;
        private final Map<RefusalReason, Integer> refused = new EnumMap<>(RefusalReason.class);

        @Override
        public String toString() {
            return "%d equal, %d refused %s; with Inexact Values = Warn %d of these are written with a warning, %d have another reason too".formatted(equal,
                    refused.values().stream().mapToInt(Integer::intValue).sum(), refused, warned, failed);
        }
    }
}
