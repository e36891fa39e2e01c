package io.github.nifistarrocks.processors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Typed values from NiFi's own readers arrive exactly in columns of the type that fits. */
class PutStarRocksTypesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "id, flag, big, price, huge, ratio, born, seen, name";

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "typed", "fields": [
              {"name": "id", "type": "int"},
              {"name": "flag", "type": ["null", "boolean"]},
              {"name": "big", "type": ["null", "long"]},
              {"name": "price", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}]},
              {"name": "huge", "type": ["null", "string"]},
              {"name": "ratio", "type": ["null", "double"]},
              {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]},
              {"name": "seen", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
              {"name": "name", "type": ["null", "string"]}]}""");

    private static final String EVERY_TYPE_FIELDS = """
            {"name": "id", "type": "int"}, {"name": "flag", "type": ["null", "boolean"]}, {"name": "tiny", "type": ["null", "int"]}, \
            {"name": "small", "type": ["null", "int"]}, {"name": "big", "type": ["null", "long"]}, {"name": "huge", "type": ["null", "string"]}, \
            {"name": "f", "type": ["null", "float"]}, {"name": "d", "type": ["null", "double"]}, \
            {"name": "amount", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 38, "scale": 20}]}, \
            {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]}, \
            {"name": "seen", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]}, {"name": "c", "type": ["null", "string"]}, \
            {"name": "v", "type": ["null", "string"]}, {"name": "doc", "type": ["null", "string"]}""";

    private static final String EVERY_TYPE_FLAT = "{\"type\": \"record\", \"name\": \"every\", \"fields\": [" + EVERY_TYPE_FIELDS + "]}";

    private static final String EVERY_TYPE = "{\"type\": \"record\", \"name\": \"every\", \"fields\": [" + EVERY_TYPE_FIELDS + """
            , {"name": "tags", "type": ["null", {"type": "array", "items": ["null", "string"]}]}, \
            {"name": "sizes", "type": ["null", {"type": "map", "values": "int"}]}]}""";

    private final String database = CLUSTER.newDatabase();

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void valuesArriveExactly(final LoadFormat format) throws InitializationException, IOException {
        final String table = typedTable();
        final GenericRecord full = new GenericData.Record(SCHEMA);
        full.put("id", 1);
        full.put("flag", true);
        full.put("big", Long.MIN_VALUE);
        full.put("price", ByteBuffer.wrap(new BigDecimal("-1234567890123456.7891").unscaledValue().toByteArray()));
        full.put("huge", "-170141183460469231731687303715884105728");
        full.put("ratio", 0.1);
        full.put("born", (int) LocalDate.of(2024, 2, 29).toEpochDay());
        full.put("seen", Instant.parse("2024-07-01T10:00:00Z").toEpochMilli() * 1000 + 123_000);
        full.put("name", "Grüße, \"日本\"\n");
        final GenericRecord empty = new GenericData.Record(SCHEMA);
        empty.put("id", 2);

        send(table, format, full, empty);

        assertThat(CLUSTER.query("SELECT %s FROM %s.%s ORDER BY id".formatted(COLUMNS, database, table))).containsExactly(
                List.of(1, true, Long.MIN_VALUE, new BigDecimal("-1234567890123456.7891"),
                        new BigDecimal(new BigInteger("-170141183460469231731687303715884105728")), 0.1,
                        LocalDate.of(2024, 2, 29), LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_000_000), "Grüße, \"日本\"\n"),
                Arrays.asList(2, null, null, null, null, null, null, null, null));
    }

    @Test
    void timestampsAreStoredInTheChosenZone() throws InitializationException, IOException {
        final String table = typedTable();
        final GenericRecord row = new GenericData.Record(SCHEMA);
        row.put("id", 1);
        row.put("born", (int) LocalDate.of(2024, 7, 1).toEpochDay());
        row.put("seen", Instant.parse("2024-07-01T23:00:00Z").toEpochMilli() * 1000);
        final PutRunner runner = PutRunner.create(CLUSTER, database, table, new AvroReader(), Map.of()).with("Time Zone", "Europe/Berlin");

        runner.nifi.enqueue(avro(row));
        runner.trigger(LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT born, seen FROM %s.%s".formatted(database, table)))
                .containsExactly(List.of(LocalDate.of(2024, 7, 1), LocalDateTime.of(2024, 7, 2, 1, 0)));
    }

    /** NiFi's readers take text without a zone as local time, and so does the processor when it is told nothing else. (NiFi's AvroReader cuts microseconds off.) */
    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void microsecondsSurvive(final LoadFormat format) throws InitializationException {
        final String table = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT, seen DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        final Map<String, String> reader = Map.of("schema-access-strategy", "schema-text-property", "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS",
                "schema-text", """
                        {"type": "record", "name": "event", "fields": [
                          {"name": "id", "type": "int"}, {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}""");

        PutRunner.create(CLUSTER, database, table, new JsonTreeReader(), reader).with("Format", format.name())
                .send("[{\"id\":1,\"seen\":\"2024-07-01 10:00:00.123456\"}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT seen FROM %s.%s".formatted(database, table)))
                .containsExactly(List.of(LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_456_000)));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void arraysArrive(final LoadFormat format) throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT, tags ARRAY<VARCHAR(20)>, n ARRAY<INT>) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

        PutRunner.create(CLUSTER, database, table).with("Format", format.name())
                .send("[{\"id\":1,\"tags\":[\"a,b\",\"c\",null],\"n\":[1,2]},{\"id\":2,\"tags\":[],\"n\":null}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT tags, n FROM %s.%s ORDER BY id".formatted(database, table))).containsExactly(List.of("[\"a,b\",\"c\",null]", "[1,2]"),
                Arrays.asList("[]", null));
    }

    @Test
    void nestedRecordsArriveAsStruct() throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT, address STRUCT<city VARCHAR(20), zip INT>) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

        PutRunner.create(CLUSTER, database, table).send("[{\"id\":1,\"address\":{\"city\":\"Köln\",\"zip\":50667}}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT address FROM %s.%s".formatted(database, table))).containsExactly(List.of("{\"city\":\"Köln\",\"zip\":50667}"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void jsonReaderWithASchemaBringsEveryType(final LoadFormat format) throws InitializationException {
        final String table = everyTypeTable();

        PutRunner.create(CLUSTER, database, table, new JsonTreeReader(), Map.of("schema-access-strategy", "schema-text-property", "schema-text", EVERY_TYPE,
                "Date Format", "yyyy-MM-dd", "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS")).with("Format", format.name()).with("Check Records", "true")
                .send("""
                        [{"id": 1, "flag": true, "tiny": -128, "small": 32767, "big": -9223372036854775808, "huge": "170141183460469231731687303715884105727",
                          "f": 0.1, "d": 4.9e-324, "amount": "-123456789012345678.01234567890123456789",
                          "born": "9999-12-31", "seen": "9999-12-31 23:59:59.999999", "c": "\\u00e9", "v": "a\\u0001\\n\\"^\\\\N\\ud83d\\ude00", "doc": "{\\"k\\": [1, null]}",
                          "tags": ["x,\\"y", null], "sizes": {"a": 1}}, {"id": 2}]""", LoadRelationships.SUCCESS);

        assertThat(everyType(table)).isEqualTo(everyTypeExpected());
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void csvReaderWithASchemaBringsEveryType(final LoadFormat format) throws InitializationException {
        final String table = everyTypeTable();

        PutRunner.create(CLUSTER, database, table, new CSVReader(), Map.of("schema-access-strategy", "schema-text-property", "schema-text", EVERY_TYPE_FLAT,
                "Date Format", "yyyy-MM-dd", "Timestamp Format", "yyyy-MM-dd HH:mm:ss.SSSSSS", "Null String", "NIL")).with("Format", format.name()).with(
                        "Check Records", "true")
                .send("""
                                1,true,-128,32767,-9223372036854775808,170141183460469231731687303715884105727,0.1,4.9e-324,\
                                -123456789012345678.01234567890123456789,9999-12-31,9999-12-31 23:59:59.999999,\u00e9,\
                                "a\u0001
                                ""^\\\\N\ud83d\ude00","{""k"": [1, null]}"
                                2,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL,NIL
                                """, LoadRelationships.SUCCESS);

        final List<List<Object>> expected = everyTypeExpected();
        assertThat(everyType(table)).isEqualTo(expected.stream().map(row -> {
            final List<Object> flat = new ArrayList<>(row);
            flat.set(14, null);
            flat.set(15, null);
            return flat;
        }).toList());
    }

    private String everyTypeTable() {
        return CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT, flag BOOLEAN, tiny TINYINT, small SMALLINT, big BIGINT, huge LARGEINT, f FLOAT, d DOUBLE, amount DECIMAL(38,20), \
                born DATE, seen DATETIME, c CHAR(2), v VARCHAR(20), doc JSON, tags ARRAY<VARCHAR(9)>, sizes MAP<VARCHAR(9),INT>) DUPLICATE KEY(id) \
                DISTRIBUTED BY HASH(id) BUCKETS 2""");
    }

    private List<List<Object>> everyType(final String table) {
        return CLUSTER
                .query("SELECT id, flag, tiny, small, big, huge, f, d, amount, born, seen, c, v, doc, tags, sizes FROM %s.%s ORDER BY id".formatted(database,
                        table));
    }

    private static List<List<Object>> everyTypeExpected() {
        final List<Object> empty = new ArrayList<>(Collections.nCopies(16, null));
        empty.set(0, 2);
        return List.of(List.of(1, true, -128, 32767, Long.MIN_VALUE, new BigDecimal("170141183460469231731687303715884105727"), 0.1f, Double.MIN_VALUE,
                new BigDecimal("-123456789012345678.01234567890123456789"), LocalDate.of(9999, 12, 31),
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000), "\u00e9", "a\u0001\n\"^\\N\ud83d\ude00", "{\"k\": [1, null]}", "[\"x,\\\"y\",null]",
                "{\"a\":1}"), empty);
    }

    private String typedTable() {
        return CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT, flag BOOLEAN, big BIGINT, price DECIMAL(20,4), huge LARGEINT, ratio DOUBLE, born DATE, seen DATETIME, \
                name VARCHAR(50)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");
    }

    private void send(final String table, final LoadFormat format, final GenericRecord... rows) throws InitializationException, IOException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, table, new AvroReader(), Map.of()).with("Format", format.name());
        runner.nifi.enqueue(avro(rows));
        runner.trigger(LoadRelationships.SUCCESS);
    }

    private static byte[] avro(final GenericRecord... rows) throws IOException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.create(SCHEMA, content);
            for (final GenericRecord row : rows) {
                writer.append(row);
            }
        }
        return content.toByteArray();
    }
}
