package io.github.nifistarrocks.processors.change.envelope;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.TimeZone;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Envelopes as the JSON converter of Kafka Connect writes them with schemas.enable: the schema inside names what is encoded. */
final class DebeziumSchemaTest {

    private static final String ID = "{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"}";

    /** An event with a row of id and v. */
    private static String event(final String op, final String schemaOfV, final String before, final String after) {
        final String struct = "{\"type\":\"struct\",\"fields\":[%s,%s],\"optional\":true,\"name\":\"shop.public.t.Value\",\"field\":\"%s\"}";
        return """
                {"schema":{"type":"struct","fields":[%s,%s,\
                {"type":"struct","fields":[{"type":"string","optional":false,"field":"version"},{"type":"int64","optional":false,"field":"ts_ms"}],\
                "optional":false,"name":"io.debezium.connector.postgresql.Source","field":"source"},\
                {"type":"string","optional":false,"field":"op"},{"type":"int64","optional":true,"field":"ts_ms"}],\
                "optional":false,"name":"shop.public.t.Envelope","version":2},\
                "payload":{"before":%s,"after":%s,"source":{"version":"2.7.0.Final","ts_ms":1754300000123},"op":"%s","ts_ms":1754300000999}}"""
                .formatted(struct.formatted(ID, schemaOfV, "before"), struct.formatted(ID, schemaOfV, "after"), before, after, op);
    }

    private static String field(final String type, final String name) {
        return "{\"type\":\"%s\",\"optional\":true,\"name\":\"%s\",\"version\":1,\"field\":\"v\"}".formatted(type, name);
    }

    private static Object decoded(final String columnType, final String schemaOfV, final String value) throws Exception {
        return Reading.of(OperationSource.DEBEZIUM).table("id INT key", "v " + columnType)
                .json(event("c", schemaOfV, "null", "{\"id\":1,\"v\":%s}".formatted(value))).value("v");
    }

    @ParameterizedTest
    @CsvSource({"int64, io.debezium.time.Timestamp, 1719828000123, 2024-07-01T10:00:00.123",
            "int64, io.debezium.time.MicroTimestamp, 1719828000123456, 2024-07-01T10:00:00.123456",
            "int64, io.debezium.time.NanoTimestamp, 1719828000123456000, 2024-07-01T10:00:00.123456",
            "int64, org.apache.kafka.connect.data.Timestamp, 1719828000123, 2024-07-01T10:00:00.123",
            "int64, io.debezium.time.MicroTimestamp, -1, 1969-12-31T23:59:59.999999"})
    void timesWithoutZoneHaveTheirDigitsInEveryZone(final String type, final String name, final String value, final LocalDateTime expected)
            throws Exception {
        final TimeZone machine = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            assertThat(decoded("DATETIME", field(type, name), value)).isEqualTo(expected);
        } finally {
            TimeZone.setDefault(machine);
        }
    }

    @ParameterizedTest
    @CsvSource({"io.debezium.time.Date, 19905, 2024-07-01", "org.apache.kafka.connect.data.Date, -1, 1969-12-31"})
    void datesAreDays(final String name, final String value, final LocalDate expected) throws Exception {
        assertThat(decoded("DATE", field("int32", name), value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"int32, io.debezium.time.Time, 36000123, 10:00:00.123000", "int64, io.debezium.time.MicroTime, 36000000000, 10:00:00",
            "int64, io.debezium.time.NanoTime, 36000000001000, 10:00:00.000001", "int32, org.apache.kafka.connect.data.Time, 1000, 00:00:01",
            "int64, io.debezium.time.MicroTime, -3020399000000, -838:59:59"})
    void timesOfDayAreText(final String type, final String name, final String value, final String expected) throws Exception {
        assertThat(decoded("VARCHAR", field(type, name), value)).isEqualTo(expected);
    }

    @Test
    void timesWithZoneKeepTheirInstant() throws Exception {
        assertThat(decoded("DATETIME", field("string", "io.debezium.time.ZonedTimestamp"), "\"2024-07-01T10:00:00.5+02:00\""))
                .isEqualTo(OffsetDateTime.parse("2024-07-01T10:00:00.5+02:00"));
        assertThat(decoded("VARCHAR", field("string", "io.debezium.time.ZonedTimestamp"), "\"2024-07-01T10:00:00Z\"")).isEqualTo("2024-07-01T10:00:00Z");
    }

    @Test
    void timesStayNumbersForColumnsOfIntegers() throws Exception {
        assertThat(decoded("BIGINT", field("int64", "io.debezium.time.Timestamp"), "1719828000123")).isEqualTo(1719828000123L);
    }

    @Test
    void decimalsHaveTheirScale() throws Exception {
        final String decimal = """
                {"type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,\
                "parameters":{"scale":"2","connect.decimal.precision":"10"},"field":"v"}""";
        assertThat(decoded("DECIMAL(10,2)", decimal, "\"BM4=\"")).isEqualTo(new BigDecimal("12.30"));
        assertThat(decoded("DECIMAL(10,2)", decimal, "\"/w==\"")).isEqualTo(new BigDecimal("-0.01"));
        assertThat(decoded("DECIMAL(10,2)", decimal, "12.3")).isEqualTo(12.3);
        assertThatThrownBy(() -> decoded("DECIMAL(10,2)", decimal, "\"\"")).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Field [v] of record 1 cannot be decoded: [] is not the bytes of a decimal number");
    }

    @Test
    void variableScaleDecimalsHaveTheirOwnScale() throws Exception {
        final String struct = """
                {"type":"struct","fields":[{"type":"int32","optional":false,"field":"scale"},{"type":"bytes","optional":false,"field":"value"}],\
                "optional":true,"name":"io.debezium.data.VariableScaleDecimal","version":1,"field":"v"}""";
        assertThat(decoded("DECIMAL(10,2)", struct, "{\"scale\":1,\"value\":\"ew==\"}")).isEqualTo(new BigDecimal("12.3"));
    }

    @Test
    void bytesAreBase64() throws Exception {
        assertThat(decoded("VARBINARY", "{\"type\":\"bytes\",\"optional\":true,\"field\":\"v\"}", "\"Af8=\"")).isEqualTo(new byte[] {1, -1});
        assertThat(decoded("VARBINARY", "{\"type\":\"string\",\"optional\":true,\"field\":\"v\"}", "\"Af8=\"")).isEqualTo("Af8=");
    }

    @Test
    void textThatIsConfiguredAsBytesIsDecodedInSpiteOfItsSchema() throws Exception {
        final String schema = "{\"type\":\"string\",\"optional\":true,\"field\":\"v\"}";
        final Reading reading = Reading.of(OperationSource.DEBEZIUM).table("id INT key", "v VARBINARY", "w VARCHAR").binaryHandling(BinaryHandling.HEX);
        assertThat(reading.json(event("c", schema, "null", "{\"id\":1,\"v\":\"01ff\"}")).value("v")).isEqualTo(new byte[] {1, -1});
    }

    @Test
    void bitsFitTheColumn() throws Exception {
        final String bits = """
                {"type":"bytes","optional":true,"name":"io.debezium.data.Bits","version":1,"parameters":{"length":"10"},"field":"v"}""";
        assertThat(decoded("INT", bits, "\"AwE=\"")).isEqualTo(BigInteger.valueOf(0x0103));
        assertThat(decoded("VARCHAR", bits, "\"AwE=\"")).isEqualTo("0100000011");
        assertThat(decoded("VARBINARY", bits, "\"AwE=\"")).isEqualTo(new byte[] {3, 1});
    }

    @Test
    void bitsWithoutALengthAreTheirDigits() throws Exception {
        final String bits = """
                {"type":"bytes","optional":true,"name":"io.debezium.data.Bits","version":1,"parameters":{"length":"%d"},"field":"v"}""";
        assertThat(decoded("VARCHAR", bits.formatted(Integer.MAX_VALUE), "\"BQ==\"")).isEqualTo("101");
        assertThat(decoded("VARCHAR", bits.formatted(1_000_000_000), "\"BQ==\"")).isEqualTo("00000101");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"string; io.debezium.data.Json; \"{\\\"a\\\":1}\"; {\"a\":1}",
            "string; io.debezium.data.Uuid; \"c0a80101-0000-4000-8000-000000000001\"; c0a80101-0000-4000-8000-000000000001",
            "string; io.debezium.data.Enum; \"red\"; red", "string; io.debezium.time.Interval; \"P1Y2M\"; P1Y2M",
            "string; io.debezium.time.ZonedTime; \"10:00:00+02:00\"; 10:00:00+02:00", "int32; io.debezium.time.Year; 2024; 2024"})
    void otherNamedTypesAreTakenAsTheyAre(final String type, final String name, final String value, final String expected) throws Exception {
        assertThat(decoded("VARCHAR", field(type, name), value)).hasToString(expected);
    }

    @Test
    void elementsOfArraysAreDecoded() throws Exception {
        final String dates = """
                {"type":"array","items":{"type":"int32","optional":true,"name":"io.debezium.time.Date","version":1},"optional":true,"field":"v"}""";
        assertThat(decoded("ARRAY", dates, "[19905,null]")).isEqualTo(new Object[] {LocalDate.of(2024, 7, 1), null});
    }

    @Test
    void fieldWithoutANameIsDecodedByTheColumn() throws Exception {
        assertThat(decoded("DATETIME", "{\"type\":\"int64\",\"optional\":true,\"field\":\"v\"}", "1719828000123"))
                .isEqualTo(LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_000_000));
        assertThat(decoded("BIGINT", "{\"type\":\"int64\",\"optional\":true,\"field\":\"v\"}", "1719828000123")).isEqualTo(1719828000123L);
    }

    @Test
    void namedTypesAreDecodedWithoutAKnownTarget() throws Exception {
        final Reading reading = Reading.of(OperationSource.DEBEZIUM)
                .json(event("c", field("int32", "io.debezium.time.Date"), "null", "{\"id\":1,\"v\":19905}"));
        assertThat(reading.value("v")).isEqualTo(LocalDate.of(2024, 7, 1));
    }

    @Test
    void schemaThatChangesInTheFlowFileIsFollowed() throws Exception {
        final Reading reading = Reading.of(OperationSource.DEBEZIUM).table("id INT key", "v DATETIME").json(
                event("c", field("int64", "io.debezium.time.Timestamp"), "null", "{\"id\":1,\"v\":1719828000000}"),
                event("c", field("int64", "io.debezium.time.MicroTimestamp"), "null", "{\"id\":1,\"v\":1719828000000000}"),
                event("c", field("int64", "io.debezium.time.Timestamp"), "null", "{\"id\":1,\"v\":1719828000000}"));
        assertThat(reading.changes).extracting(change -> change.row().getValue("v")).containsOnly(LocalDateTime.of(2024, 7, 1, 10, 0));
        assertThat(reading.changes).extracting(change -> System.identityHashCode(change.row().getSchema())).containsOnly(
                System.identityHashCode(reading.changes.getFirst().row().getSchema()));
    }

    @Test
    void keysAreComparedDecoded() throws Exception {
        final Reading reading = Reading.of(OperationSource.DEBEZIUM).table("id INT", "v DATE key").json(
                event("u", field("int32", "io.debezium.time.Date"), "{\"id\":1,\"v\":19904}", "{\"id\":1,\"v\":19905}"),
                event("d", field("int32", "io.debezium.time.Date"), "{\"id\":1,\"v\":19905}", "null"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, v=2024-06-30}", "UPSERT {id=1, v=2024-07-01}", "DELETE {id=1, v=2024-07-01}");
    }

    @Test
    void tombstoneInAPayloadIsIgnored() throws Exception {
        final Reading reading = Reading.of(OperationSource.DEBEZIUM).table("id INT key").json("{\"schema\":null,\"payload\":null}",
                event("d", field("int32", "io.debezium.time.Date"), "{\"id\":1,\"v\":null}", "null"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, v=null}");
        assertThat(reading.ignored).isEqualTo(1);
    }
}
