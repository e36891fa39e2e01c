package io.github.nifistarrocks.processors.change.envelope;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Envelopes without a schema inside: the target's columns tell what is encoded. */
final class DebeziumReaderTest {

    private static final String[] CUSTOMERS = {"id BIGINT key", "name VARCHAR", "since DATE", "seen DATETIME", "credit DECIMAL(10,2)", "photo VARBINARY"};

    private static String event(final String op, final String before, final String after) {
        return """
                {"before":%s,"after":%s,"source":{"version":"2.7.0.Final","connector":"postgresql","name":"shop","ts_ms":1754300000123,"snapshot":"false",\
                "db":"shop","schema":"public","table":"customers","txId":571,"lsn":24023128},"transaction":null,"op":"%s","ts_ms":1754300000999}"""
                .formatted(before, after, op);
    }

    private static Reading debezium() {
        return Reading.of(OperationSource.DEBEZIUM);
    }

    @Test
    void createReadUpdateAndDelete() throws Exception {
        final Reading reading = debezium().table("id BIGINT key", "name VARCHAR").json(
                event("r", "null", "{\"id\":1,\"name\":\"Anna\"}"),
                event("c", "null", "{\"id\":3000000000,\"name\":null}"),
                event("u", "{\"id\":1,\"name\":\"Anna\"}", "{\"id\":1,\"name\":\"Anne\"}"),
                event("d", "{\"id\":3000000000,\"name\":null}", "null"));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=Anna}", "UPSERT {id=3000000000, name=null}", "UPSERT {id=1, name=Anne}",
                "DELETE {id=3000000000, name=null}");
        assertThat(reading.ignored).isZero();
    }

    @Test
    void heartbeatWithWhatConsumeKafkaInjectsIsIgnored() throws Exception {
        assertThat(debezium().table(CUSTOMERS).json("{\"ts_ms\":1,\"kafkaOffset\":8}", "{\"ts_ms\":1,\"kafkaMetadata\":{\"offset\":9}}").ignored).isEqualTo(2);
    }

    @Test
    void rowsThatNeedNoDecodingAreTheImagesThemselvesAndShareTheirSchema() throws Exception {
        final List<Record> records = Reading.parse(OperationSource.DEBEZIUM, event("c", "null", "{\"id\":1}") + event("c", "null", "{\"id\":2}"));
        final Reading reading = debezium().table("id BIGINT key").records(records);
        assertThat(reading.changes.getFirst().row()).isSameAs(records.getFirst().getValue("after"));
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
    }

    @Test
    void timeIsTheSources() throws Exception {
        assertThat(debezium().json(event("c", "null", "{\"id\":1}")).changes.getFirst().time()).contains(Instant.ofEpochMilli(1754300000123L));
        assertThat(debezium().json("{\"op\":\"c\",\"after\":{\"id\":1},\"ts_ms\":7}").changes.getFirst().time()).contains(Instant.ofEpochMilli(7));
        assertThat(debezium().json("{\"op\":\"c\",\"after\":{\"id\":1}}").changes.getFirst().time()).isEmpty();
    }

    @Test
    void updateThatChangesTheKeyDeletesTheOldRowFirst() throws Exception {
        final Reading reading = debezium().table("ID BIGINT key", "name VARCHAR")
                .json(event("u", "{\"id\":1,\"name\":\"Anna\"}", "{\"id\":2,\"name\":\"Anna\"}"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, name=Anna}", "UPSERT {id=2, name=Anna}");
        assertThat(reading.changes).extracting(Change::time).containsOnly(Optional.of(Instant.ofEpochMilli(1754300000123L)));
    }

    @Test
    void keyIsComparedByValueNotByTheTypeThatWasInferred() throws Exception {
        final Reading reading = debezium().table("id BIGINT key").json(
                event("u", "{\"id\":1}", "{\"id\":1}"),
                event("c", "null", "{\"id\":3000000000}"),
                event("u", "{\"id\":2}", "{\"id\":2.0}"));
        assertThat(reading.changes).extracting(Change::operation).containsOnly(Operation.UPSERT);
    }

    @Test
    void keyColumnsOfTheUserCountBeforeTheTables() throws Exception {
        final String update = event("u", "{\"id\":1,\"code\":\"a\"}", "{\"id\":1,\"code\":\"b\"}");
        assertThat(debezium().table("id INT key").json(update).changes).hasSize(1);
        assertThat(debezium().table("id INT key").keys("code").json(update).texts()).containsExactly("DELETE {id=1, code=a}", "UPSERT {id=1, code=b}");
    }

    @Test
    void beforeMayTellOnlyTheKey() throws Exception {
        final Reading reading = debezium().table("id INT key", "name VARCHAR").json(
                event("u", "{\"id\":1}", "{\"id\":2,\"name\":\"b\"}"),
                event("u", "null", "{\"id\":2,\"name\":\"c\"}"),
                event("d", "{\"id\":2}", "null"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1}", "UPSERT {id=2, name=b}", "UPSERT {id=2, name=c}", "DELETE {id=2}");
    }

    @Test
    void deletionWithoutTheKeyIsAnError() {
        assertThatThrownBy(() -> debezium().table("id INT key").json(event("d", "null", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage(
                        "Record 1 deletes a row but its field [before] has none. Configure the source to send the old key (REPLICA IDENTITY in PostgreSQL)");
        assertThatThrownBy(() -> debezium().table("id INT key").json(event("d", "{\"name\":\"a\"}", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Record 1 deletes a row but has no value for the key column [id]");
    }

    @Test
    void writeWithoutARowIsAnError() {
        assertThatThrownBy(() -> debezium().json(event("c", "null", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 writes a row but its field [after] has none");
        assertThatThrownBy(() -> debezium().json(event("c", "null", "\"{}\""))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("For MongoDB, use ExtractNewDocumentState");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"op\":null,\"before\":null,\"after\":null}", "{}", "{\"schema\":null,\"payload\":null}", "{\"ts_ms\":5}",
            "{\"status\":\"BEGIN\",\"id\":\"571:1\",\"event_count\":null,\"data_collections\":null,\"ts_ms\":5}",
            "{\"status\":\"END\",\"id\":\"571:1\",\"event_count\":1,\"data_collections\":[{\"data_collection\":\"s.a\",\"event_count\":1}],\"ts_ms\":5}",
            "{\"source\":{\"table\":\"a\"},\"databaseName\":\"d\",\"ddl\":\"ALTER TABLE a\",\"tableChanges\":[]}",
            "{\"op\":\"t\",\"before\":null,\"after\":null}", "{\"op\":\"m\",\"message\":{\"prefix\":\"a\",\"content\":\"YQ==\"}}",
            "{\"key\":\"1\",\"value\":null,\"headers\":{},\"metadata\":{\"topic\":\"a\"}}"})
    void eventsThatChangeNoRowAreIgnored(final String json) throws Exception {
        final Reading reading = debezium().table("id INT key").json(json);
        assertThat(reading.changes).isEmpty();
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void tombstoneBetweenEventsIsIgnored() throws Exception {
        final Reading reading = debezium().table("id INT key").json(event("c", "null", "{\"id\":1}"), event("d", "{\"id\":1}", "null"), "{}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}", "DELETE {id=1}");
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void wrapperOfConsumeKafkaIsOpened() throws Exception {
        final Reading reading = debezium().table("id INT key").json("{\"key\":{\"id\":1},\"value\":" + event("c", "null", "{\"id\":1}")
                + ",\"headers\":{},\"metadata\":{\"topic\":\"shop.customers\",\"partition\":0,\"offset\":5}}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}");
    }

    @Test
    void flatRowIsAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> debezium().json("{\"id\":1,\"__deleted\":\"false\"}")).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 is not a Debezium envelope: it has neither op nor before nor after. For flat rows of ExtractNewRecordState set"
                        + " Operation Source = Record Path with /__deleted or /__op");
    }

    @Test
    void numbersBecomeDatesAndTimesByTheTargetsColumns() throws Exception {
        final Reading reading = debezium().table(CUSTOMERS).json(event("c", "null", "{\"id\":1,\"since\":19905,\"seen\":1719828000123}"));
        assertThat(reading.value("since")).isEqualTo(LocalDate.of(2024, 7, 1));
        assertThat(reading.value("seen")).isEqualTo(LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_000_000));
        assertThat(reading.value("id")).isEqualTo(1);
        assertThat(reading.changes.getFirst().row().getSchema().getDataType("seen")).contains(RecordFieldType.TIMESTAMP.getDataType());
    }

    @Test
    void epochUnitIsTheUsers() throws Exception {
        assertThat(debezium().table(CUSTOMERS).epochUnit(EpochUnit.MICROS).json(event("c", "null", "{\"seen\":1719828000123456}")).value("seen"))
                .isEqualTo(LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_456_000));
        assertThat(debezium().table(CUSTOMERS).epochUnit(EpochUnit.NANOS).json(event("c", "null", "{\"seen\":-1}")).value("seen"))
                .isEqualTo(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_999));
    }

    @Test
    void wrongEpochUnitIsNoticed() {
        assertThatThrownBy(() -> debezium().table(CUSTOMERS).json(event("c", "null", "{\"seen\":1719828000123456}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage(
                        "Field [seen] of record 1 cannot be decoded: 1719828000123456 milliseconds since 1970-01-01 are not a time in the years 0000 to 9999."
                                + " Check whether the source counts milliseconds, microseconds or nanoseconds");
        assertThatThrownBy(() -> debezium().table(CUSTOMERS).json(event("c", "null", "{\"since\":1719828000123}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("1719828000123 days since 1970-01-01 are not a date");
    }

    @Test
    void isoTextBecomesATimeAndOtherTextIsKept() throws Exception {
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"seen\":\"2024-07-01T10:00:00.123456Z\"}")).value("seen"))
                .hasToString("2024-07-01T10:00:00.123456Z").isInstanceOf(OffsetDateTime.class);
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"seen\":\"2024-07-01T10:00:00\"}")).value("seen"))
                .isEqualTo(LocalDateTime.of(2024, 7, 1, 10, 0));
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"seen\":\"2024-07-01 10:00:00\"}")).value("seen"))
                .isEqualTo("2024-07-01 10:00:00");
    }

    @Test
    void decimalsComeAsTextOrNumber() throws Exception {
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"credit\":\"12.30\"}")).value("credit")).isEqualTo(new BigDecimal("12.30"));
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"credit\":12.3}")).value("credit")).isEqualTo(12.3);
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"credit\":{\"scale\":2,\"value\":\"BM4=\"}}")).value("credit"))
                .isEqualTo(new BigDecimal("12.30"));
    }

    @Test
    void encodedDecimalWithoutASchemaIsAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> debezium().table(CUSTOMERS).json(event("c", "null", "{\"credit\":\"BM4=\"}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Field [credit] of record 1 cannot be decoded: [BM4=] is not a number, and without a schema the scale of encoded decimals is not"
                        + " known. Set decimal.handling.mode=string in Debezium, or schemas.enable=true in the JSON converter");
    }

    @Test
    void textOfBinaryColumnsIsBase64() throws Exception {
        assertThat(debezium().table(CUSTOMERS).json(event("c", "null", "{\"photo\":\"Af8=\"}")).texts()).containsExactly("UPSERT {photo=01ff}");
        assertThatThrownBy(() -> debezium().table(CUSTOMERS).json(event("c", "null", "{\"photo\":\"%\"}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("Field [photo] of record 1 cannot be decoded: [%] is not Base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"__debezium_unavailable_value\"", "\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\"",
            "\"5f5f646562657a69756d5f756e617661696c61626c655f76616c7565\"", "[\"__debezium_unavailable_value\"]",
            "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}",
            "\"{\\\"__debezium_unavailable_value\\\":\\\"__debezium_unavailable_value\\\"}\"",
            "[95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101]"})
    void unavailableValueIsOmitted(final String placeholder) throws Exception {
        final Reading reading = debezium().table("id INT key", "text VARCHAR", "name VARCHAR")
                .json(event("u", "null", "{\"id\":1,\"text\":%s,\"name\":null}".formatted(placeholder)));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=null}");
        assertThat(reading.changes.getFirst().row().getRawFieldNames()).containsExactly("id", "name");
    }

    @Test
    void valueThatIsNotKnownComesFromTheOldRowWhenTheKeyChanges() throws Exception {
        final Reading reading = debezium().table("id INT key", "text VARCHAR")
                .json(event("u", "{\"id\":1,\"text\":\"long\"}", "{\"id\":2,\"text\":\"__debezium_unavailable_value\"}"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, text=long}", "UPSERT {id=2, text=long}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"u | {\"id\":1}", "c | null", "r | null",
            "u | {\"id\":1,\"text\":\"__debezium_unavailable_value\"}"})
    void newRowWithUnknownValuesIsAnError(final String op, final String before) {
        assertThatThrownBy(() -> debezium().table("id INT key", "text VARCHAR")
                .json(event(op, before, "{\"id\":2,\"text\":\"__debezium_unavailable_value\"}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("Record 1", "[text]", "REPLICA IDENTITY FULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schema\":null,\"payload\":\"{}\"}", "{\"metadata\":{\"topic\":\"t\"},\"value\":\"{}\"}"})
    void eventThatIsTextIsAnErrorAndNoTombstone(final String record) {
        assertThatThrownBy(() -> debezium().table("id INT key").json(record)).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("of record 1 holds [{}], but a change event must be a record", "Record Reader");
    }

    @Test
    void fieldWithAnotherNameThanItsColumnIsItsKeyAndDecodedByIt() throws Exception {
        final Reading reading = debezium().table("customer BIGINT key", "born DATE").rename("id", "customer").rename("day", "born").json(
                event("u", "{\"id\":1,\"day\":0}", "{\"id\":2,\"day\":1}"), event("d", "{\"id\":2,\"day\":1}", "null"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, day=1970-01-01}", "UPSERT {id=2, day=1970-01-02}", "DELETE {id=2, day=1970-01-02}");
    }

    @Test
    void keyColumnsAreTheTables() throws Exception {
        final Reading reading = debezium().keys("customer").rename("id", "customer").json(event("u", "{\"id\":1}", "{\"id\":2}"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1}", "UPSERT {id=2}");
        assertThatThrownBy(() -> debezium().keys("customer").json(event("d", "{\"id\":1}", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("key column [customer]", "field.name_in_the_source = customer");
    }

    @Test
    void changedRowNeedsAKeyThatIsKnown() throws Exception {
        assertThat(debezium().json(event("u", "{\"id\":1}", "{\"id\":1}")).texts()).containsExactly("UPSERT {id=1}");
        assertThatThrownBy(() -> debezium().json(event("u", "{\"id\":1}", "{\"id\":2}"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("Record 1", "Key Columns", "3.3");
    }

    @ParameterizedTest
    @CsvSource({"BYTES,Af-_,", "BYTES,Af8=,01ff", "BASE64,Af8=,01ff", "BASE64_URL_SAFE,-_8=,fbff", "HEX,01ff,01ff", "HEX,Af8=,"})
    void bytesAreReadAsDebeziumIsConfiguredToWriteThem(final BinaryHandling handling, final String text, final String bytes) throws Exception {
        final Reading reading = debezium().binaryHandling(handling).table(CUSTOMERS);
        final String json = event("c", "null", "{\"photo\":\"%s\"}".formatted(text));
        if (bytes == null) {
            assertThatThrownBy(() -> reading.json(json)).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("[photo]", "Binary Handling");
        } else {
            assertThat(reading.json(json).texts()).containsExactly("UPSERT {photo=%s}".formatted(bytes));
        }
    }

    @Test
    void rowsWithSomeFieldsShareTheSchemaOfThoseWithAll() throws Exception {
        final Reading reading = debezium().table("id INT key", "text VARCHAR").json(
                event("u", "null", "{\"id\":1,\"text\":\"__debezium_unavailable_value\"}"), event("u", "null", "{\"id\":2,\"text\":\"long\"}"));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}", "UPSERT {id=2, text=long}");
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
    }

    @Test
    void otherArraysAreKept() throws Exception {
        assertThat(debezium().table("id INT key").json(event("c", "null", "{\"id\":1,\"tags\":[\"a\"],\"counts\":[95,95]}")).texts())
                .containsExactly("UPSERT {id=1, tags=[a], counts=[95, 95]}");
    }

    @Test
    void longIntegersKeepTheirDigitsBesideFractions() throws Exception {
        final Reading reading = debezium().table("id INT key", "n LARGEINT").json(event("c", "null", "{\"id\":1,\"n\":9007199254740993}"),
                event("c", "null", "{\"id\":2,\"n\":1.5}"), event("c", "null", "{\"id\":3,\"n\":\"0012\"}"));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, n=9007199254740993}", "UPSERT {id=2, n=1.5}", "UPSERT {id=3, n=0012}");
    }

    @Test
    void mappedOperationOverridesThatOfTheEnvelope() throws Exception {
        final Reading reading = debezium().table("id INT key").operationValues("d=ignore").json(event("d", "{\"id\":1}", "null"));
        assertThat(reading.changes).isEmpty();
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void valuesThatAnAvroReaderDecodedAreNotDecodedAgain() throws Exception {
        final RecordSchema row = new SimpleRecordSchema(List.of(new RecordField("id", RecordFieldType.LONG.getDataType()),
                new RecordField("since", RecordFieldType.DATE.getDataType()), new RecordField("seen", RecordFieldType.TIMESTAMP.getDataType()),
                new RecordField("credit", RecordFieldType.DECIMAL.getDecimalDataType(10, 2)),
                new RecordField("photo", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()))));
        final RecordSchema envelope = new SimpleRecordSchema(List.of(new RecordField("before", RecordFieldType.RECORD.getRecordDataType(row)),
                new RecordField("after", RecordFieldType.RECORD.getRecordDataType(row)), new RecordField("op", RecordFieldType.STRING.getDataType())));
        final Map<String, Object> values = new HashMap<>();
        values.put("id", 1L);
        values.put("since", Date.valueOf("2024-07-01"));
        values.put("seen", Timestamp.from(Instant.parse("2024-07-01T10:00:00.123456Z")));
        values.put("credit", new BigDecimal("12.30"));
        values.put("photo", new Object[] {(byte) 1, (byte) -1});
        final Map<String, Object> event = new HashMap<>();
        event.put("before", null);
        event.put("after", new MapRecord(row, values));
        event.put("op", "c");
        final Reading reading = debezium().table(CUSTOMERS).records(List.of(new MapRecord(envelope, event)));
        assertThat(reading.value("since")).isEqualTo(Date.valueOf("2024-07-01"));
        assertThat(reading.value("seen")).isEqualTo(LocalDateTime.of(2024, 7, 1, 10, 0, 0, 123_456_000));
        assertThat(reading.value("credit")).isEqualTo(new BigDecimal("12.30"));
        assertThat(reading.value("photo")).isEqualTo(new Object[] {(byte) 1, (byte) -1});
    }

    @Test
    void imagesThatAreMapsAreRowsOfOneSchema() throws Exception {
        final RecordSchema envelope = new SimpleRecordSchema(List.of(new RecordField("after", RecordFieldType.MAP.getMapDataType(
                RecordFieldType.LONG.getDataType())), new RecordField("op", RecordFieldType.STRING.getDataType())));
        final Reading reading = debezium().table("id BIGINT key").records(List.of(new MapRecord(envelope, Map.of("after", Map.of("id", 1L), "op", "c")),
                new MapRecord(envelope, Map.of("after", Map.of("id", 2L), "op", "c"))));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}", "UPSERT {id=2}");
        assertThat(reading.changes.getFirst().row().getSchema().getFieldNames()).containsExactly("id");
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
    }
}
