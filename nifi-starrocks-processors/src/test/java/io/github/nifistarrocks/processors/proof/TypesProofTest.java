package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every StarRocks type, from every record type that can carry it, with NULL, extreme and random values, is compared exactly with what the table then holds and
 * with what ScanStarRocksTablet reads from it.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TypesProofTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final int MAX_DIFFERENCES = 5;

    private final String database = CLUSTER.newDatabase();
    private final TypesFlow flow = new TypesFlow(CLUSTER, database);
    private final ProofReport report = ProofReport.of(TypesProofTest.class);

    static Stream<Arguments> forms() {
        return Stream.of(LoadFormat.values())
                .flatMap(format -> Stream.of(DeliveryStrategy.SINGLE_LOAD, DeliveryStrategy.TRANSACTION).map(delivery -> Arguments.of(format, delivery)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyTypeArrivesExactly(final LoadFormat format, final DeliveryStrategy delivery) throws InitializationException {
        final long seed = ProofSize.seed();
        final Counts counts = new Counts();
        final List<TypedColumn> columns = new TypedColumns(seed, ProofSize.of(300, 2)).all();
        final Form form = new Form(format, delivery, Compression.NONE);
        columns.forEach(column -> loadAndCompare(column, form, counts));
        report.add(
                "types as %s by %s: seed %d, %d column types, %d pairs of column and record type, %d values, %d NULLs, compared with the table; %d with a scan",
                format, delivery, seed, counts.columns, counts.pairs, counts.values, counts.nulls, counts.scanned);
        assertThat(counts.differences).as("seed %d", seed).isEmpty();
        assertThat(counts.values).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void compressionChangesNothing(final Compression compression) {
        final Counts counts = new Counts();
        final List<String> sample = List.of("VARCHAR(200)", "DECIMAL(38,10)", "DATETIME", "VARBINARY(4096)", "ARRAY<VARCHAR(200)>");
        for (final LoadFormat format : LoadFormat.values()) {
            new TypedColumns(ProofSize.seed(), ProofSize.of(300, 2)).all().stream().filter(column -> sample.contains(column.ddl()))
                    .forEach(column -> loadAndCompare(column, new Form(format, DeliveryStrategy.SINGLE_LOAD, compression), counts));
        }
        report.add("types with %s: %d column types, %d values", compression, counts.columns, counts.values);
        assertThat(counts.differences).isEmpty();
        assertThat(counts.columns).isEqualTo(sample.size() * 2);
    }

    @Test
    void instantsAreStoredInEveryZone() throws InitializationException {
        final Counts counts = new Counts();
        final String table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT, stamp DATETIME, instant DATETIME, offset_time DATETIME, zoned DATETIME, old DATETIME, day DATE, note VARCHAR(40)) \
                DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""");
        for (final String zone : ZonedInstants.ZONES) {
            final ZonedInstants instants = new ZonedInstants(zone);
            final String label = "types-" + database + "-" + counts.columns++;
            CLUSTER.execute("TRUNCATE TABLE %s.%s".formatted(database, table));
            final TypesFlow.Sent sent = flow.put(table, ZonedInstants.SCHEMA, instants.records(),
                    Map.of("Time Zone", zone, "Label", label, "Format", LoadFormat.values()[counts.columns % 2]
                            .name()));
            assertThat(sent).isEqualTo(new TypesFlow.Sent("success", ""));
            final List<List<Object>> found = CLUSTER
                    .query("SELECT stamp, instant, offset_time, zoned, old, day, note FROM %s.%s ORDER BY id".formatted(database,
                            table));
            assertThat(found).as(zone).isEqualTo(instants.expected());
            counts.values += found.size() * 7;
        }
        report.add("types: instants in %d zones, around their changes of the clock, %d values", counts.columns, counts.values);
    }

    /** A record with such a value stands between two good ones, of which none is loaded either. */
    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void valuesThatAColumnCannotHoldAreRefused(final LoadFormat format) throws InitializationException {
        final Counts counts = new Counts();
        final List<UnloadableValue> all = UnloadableValue.all();
        for (int i = 0; i < all.size(); i += ProofSize.of(1, 5)) {
            final UnloadableValue bad = all.get(i);
            if (bad.formats().contains(format)) {
                refuse(bad, format, true, counts);
                if (bad.finder() != UnloadableValue.Finder.CHECK) {
                    refuse(bad, format, false, counts);
                }
                counts.values++;
            }
        }
        report.add("types as %s: %d values that a column cannot hold are refused, with and without a check before, and nothing is loaded", format,
                counts.values);
        assertThat(counts.differences).isEmpty();
    }

    private void refuse(final UnloadableValue bad, final LoadFormat format, final boolean checked, final Counts counts) throws InitializationException {
        final TypedColumn column = new TypedColumn(bad.ddl().replace(" NOT NULL", ""), List.of());
        final String table = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT, v %s) %s KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1".formatted(bad.ddl()
                .replace("BITMAP", "BITMAP BITMAP_UNION").replace("HLL", "HLL HLL_UNION"), column.isSketch() ? "AGGREGATE" : "DUPLICATE"));
        final RecordSchema schema = schema(Map.of("v", bad.type()));
        final Object good = bad.ddl().contains("NOT NULL") ? bad.type().getFieldType() == RecordFieldType.STRING ? "20240101" : 1L : null;
        final List<Record> records = new ArrayList<>();
        for (final Object value : Arrays.asList(good, bad.value(), good)) {
            final Map<String, Object> values = new HashMap<>(Map.of("id", records.size() + 1));
            values.put("v", value);
            records.add(new MapRecord(schema, values));
        }
        final TypesFlow.Sent sent = flow.put(table, schema, records, Map.of("Format", format.name(), "Check Records", Boolean.toString(checked)));
        final long loaded = CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
        final boolean named = checked && bad.finder() != UnloadableValue.Finder.SERVER_ALONE || bad.finder() == UnloadableValue.Finder.ENCODER
                ? sent.message().contains("Field [v]") && sent.message().matches("(?s).*\\b[Rr]ecord 2\\b.*")
                : sent.message().contains("v");
        if (!"failure".equals(sent.relationship()) || loaded != 0 || !named) {
            counts.differences.add("%s from [%s] of %s as %s, %s: %s, %d rows, [%s]".formatted(bad.ddl(), bad.value(), bad.type(), format, checked
                    ? "checked"
                    : bad.finder(), sent.relationship(), loaded, sent.message()));
        }
    }

    /** Loads all values in all forms, one record field for each form, and at last a record of NULLs. */
    private void loadAndCompare(final TypedColumn typed, final Form form, final Counts counts) {
        final LoadFormat format = form.format();
        if (typed.in(format).isEmpty()) {
            return;
        }
        final TypedColumn column = typed.in(format).get();
        final List<List<ValueCarriers.Carrier>> rows = column.values().stream().map(value -> ValueCarriers.of(format, column, value)).toList();
        final Map<String, DataType> types = new LinkedHashMap<>();
        rows.forEach(row -> row.forEach(carrier -> types.put(carrier.name(), carrier.type())));
        final List<String> names = List.copyOf(types.keySet());
        final String table = table(column, names);
        try {
            final TypesFlow.Sent sent = flow.put(table, schema(types), records(rows, types, column), Map.of("Format", format.name(), "Check Records", "true",
                    "Strict Mode", "true", "Compression", form.compression().name(), "Delivery Strategy", form.delivery().name(), "Part Size", "4 KB"));
            if (!"success".equals(sent.relationship())) {
                counts.differences.add("%s as %s is not loaded: %s".formatted(column.ddl(), format, sent.message()));
                return;
            }
            final String selected = names.stream().map(column::selected).reduce("id", (one, other) -> one + ", " + other);
            compare(column, names, rows, CLUSTER.query("SELECT %s FROM %s.%s ORDER BY id".formatted(selected, database, table)), "table", format, counts);
            counts.columns++;
            counts.pairs += names.size();
            rows.forEach(row -> counts.values += row.size());
            counts.nulls += column.isSketch() ? 0 : names.size();
            if (column.isScannable() && form.isPlain()) {
                final List<String> scanned = new ArrayList<>(List.of("id"));
                scanned.addAll(names);
                final List<List<Object>> found = new ArrayList<>(flow.scan(table, scanned));
                found.sort((one, other) -> Integer.compare((Integer) one.getFirst(), (Integer) other.getFirst()));
                compare(column, names, rows, found, "scan", format, counts);
                rows.forEach(row -> counts.scanned += row.size());
            }
        } catch (InitializationException e) {
            throw new IllegalStateException(e);
        }
    }

    private String table(final TypedColumn column, final List<String> names) {
        final StringBuilder ddl = new StringBuilder("CREATE TABLE {table} (id INT");
        names.forEach(name -> ddl.append(", `").append(name).append("` ").append(column.ddl()).append(column.aggregation()));
        return CLUSTER.newTable(database, ddl.append(") ").append(column.isSketch() ? "AGGREGATE" : "DUPLICATE").append(
                " KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2").toString());
    }

    private static RecordSchema schema(final Map<String, DataType> types) {
        final List<RecordField> fields = new ArrayList<>(List.of(new RecordField("id", RecordFieldType.INT.getDataType())));
        types.forEach((name, type) -> fields.add(new RecordField(name, type)));
        return new SimpleRecordSchema(fields);
    }

    private static List<Record> records(final List<List<ValueCarriers.Carrier>> rows, final Map<String, DataType> types, final TypedColumn column) {
        final RecordSchema schema = schema(types);
        final List<Record> records = new ArrayList<>();
        for (final List<ValueCarriers.Carrier> row : rows) {
            final Map<String, Object> values = new HashMap<>();
            values.put("id", records.size());
            row.forEach(carrier -> values.put(carrier.name(), carrier.value()));
            records.add(new MapRecord(schema, values));
        }
        if (!column.isSketch()) {
            records.add(new MapRecord(schema, new HashMap<>(Map.of("id", records.size()))));
        }
        return records;
    }

    private static void compare(final TypedColumn column, final List<String> names, final List<List<ValueCarriers.Carrier>> rows,
            final List<List<Object>> found,
            final String where, final LoadFormat format, final Counts counts) {
        assertThat(found).as("rows of %s", column.ddl()).hasSize(rows.size() + (column.isSketch() ? 0 : 1));
        for (int row = 0; row < found.size(); row++) {
            final List<String> carried = row == rows.size() ? List.of() : rows.get(row).stream().map(ValueCarriers.Carrier::name).toList();
            for (int i = 0; i < names.size(); i++) {
                final UnaryOperator<String> form = where.equals("scan") ? column::withoutQuotesOfNumbers : UnaryOperator.identity();
                final String expected = form.apply(carried.contains(names.get(i)) ? column.expected(column.values().get(row)) : "NULL");
                final String actual = form.apply(column.found(found.get(row).get(i + 1)));
                if (!expected.equals(actual) && counts.differences.size() < MAX_DIFFERENCES) {
                    counts.differences.add("%s from %s as %s: [%s] in the %s, not [%s]".formatted(column.ddl(), names.get(i), format, actual, where, expected));
                }
            }
        }
    }

    /** How the values are sent. */
    private record Form(LoadFormat format, DeliveryStrategy delivery, Compression compression) {
        boolean isPlain() {
            return delivery == DeliveryStrategy.SINGLE_LOAD && compression == Compression.NONE;
        }
    }

    private static final class Counts {
        private int columns;
        private int pairs;
        private long values;
        private long nulls;
        private long scanned;
        private final List<String> differences = new ArrayList<>();
    }
}
