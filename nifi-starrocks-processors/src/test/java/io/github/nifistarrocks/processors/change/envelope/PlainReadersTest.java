package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.record.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records that are rows, or hold one: no source, attribute, RecordPath. */
final class PlainReadersTest {

    @Test
    void withoutASourceEveryRecordIsWrittenAsItIs() throws Exception {
        final List<Record> records = Reading.parse(OperationSource.NONE, "{\"id\":1,\"op\":\"d\"}");
        final Reading reading = Reading.of(OperationSource.NONE).records(records);
        assertThat(reading.changes).singleElement().satisfies(change -> {
            assertThat(change.operation()).isEqualTo(Operation.UPSERT);
            assertThat(change.row()).isSameAs(records.getFirst());
            assertThat(change.time()).isEmpty();
        });
        assertThat(reading.ignored).isZero();
    }

    @Test
    void attributeIsTheOperationOfEveryRecord() throws Exception {
        final Reading reading = Reading.of(OperationSource.ATTRIBUTE).attribute("DELETE").table("id INT key").json("{\"id\":1}", "{\"id\":2}");
        assertThat(reading.texts()).containsExactly("DELETE {id=1}", "DELETE {id=2}");
    }

    @Test
    void attributeThatMarksATransactionIgnoresItsRecord() throws Exception {
        final Reading reading = Reading.of(OperationSource.ATTRIBUTE).attribute("commit").json("{\"type\":\"commit\",\"timestamp\":1}", "{\"type\":null}");
        assertThat(reading.changes).isEmpty();
        assertThat(reading.ignored).isEqualTo(2);
    }

    @Test
    void attributeOfTheLastOfSeveralEventsDropsNoRecords() {
        assertThatThrownBy(() -> Reading.of(OperationSource.ATTRIBUTE).attribute("COMMIT").json("{\"type\":\"insert\"}", "{\"type\":\"commit\"}"))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("attribute [operation] holds [commit], the operation of the last of several events, but record 1 is another event")
                .hasMessageContaining("MySQL CDC Event");
    }

    @Test
    void recordWithNeitherOperationNorRowIsATombstone() throws Exception {
        final Reading flat = Reading.of(OperationSource.RECORD_PATH).paths("/__deleted", null).json("{\"id\":1,\"__deleted\":\"false\"}",
                "{\"id\":null,\"__deleted\":null}");
        assertThat(flat.texts()).hasSize(1);
        assertThat(flat.ignored).isEqualTo(1);

        final Reading wrapped = Reading.of(OperationSource.RECORD_PATH).paths("/value/op", "/value").json(
                "{\"key\":1,\"metadata\":{\"offset\":1},\"value\":{\"op\":\"c\",\"id\":1}}",
                "{\"key\":1,\"metadata\":{\"offset\":2},\"value\":null}");
        assertThat(wrapped.texts()).hasSize(1);
        assertThat(wrapped.ignored).isEqualTo(1);
    }

    @Test
    void recordInWhichThePathsFindNothingIsNoTombstone() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/payload/op", "/payload/after").json("{\"op\":\"c\",\"after\":{\"id\":1}}"))
                .isInstanceOf(InvalidRecordException.class).hasMessageContaining("has no operation: RecordPath [/payload/op]");
    }

    @Test
    void wholeRecordPathIsNamed() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/value/op", "/value").json("{\"value\":{\"op\":null,\"id\":1}}"))
                .hasMessageContaining("RecordPath [/value/op]");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void attributeThatIsMissingOrEmptyIsNamed(final String value) {
        assertThatThrownBy(() -> Reading.of(OperationSource.ATTRIBUTE).attribute(value).json("{\"id\":1}")).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Record 1 has no operation: attribute [operation] is missing or empty.");
    }

    @Test
    void unknownOperationIsReportedWithRecordPlaceAndRemedy() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/op", null).json("{\"op\":\"u\"}", "{\"op\":\"x\"}"))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("The operation [x] in RecordPath [/op] of record 2 is not known. Add it to Operation Values:"
                        + " x=upsert|delete|ignore");
    }

    @Test
    void mappedOperationIsKnown() throws Exception {
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/op", null).operationValues("x=delete").json("{\"op\":\"x\",\"id\":1}");
        assertThat(reading.changes).singleElement().extracting(Change::operation).isEqualTo(Operation.DELETE);
    }

    @Test
    void flatRecordsOfDebeziumAreDeletedByTheirField() throws Exception {
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/__deleted", null).table("id INT key", "name VARCHAR")
                .json("{\"id\":1,\"name\":\"Anna\",\"__deleted\":\"false\",\"__ts_ms\":5}", "{\"id\":1,\"name\":null,\"__deleted\":\"true\",\"__ts_ms\":6}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=Anna, __ts_ms=5}", "DELETE {id=1, name=null, __ts_ms=6}");
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
        assertThat(reading.changes.getFirst().row().getSchema().getFieldNames()).containsExactly("id", "name", "__ts_ms");
    }

    @Test
    void operationThatIsAColumnStaysInTheRow() throws Exception {
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/op", null).table("id INT key", "OP VARCHAR").json("{\"id\":1,\"op\":\"c\"}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, op=c}");
    }

    @Test
    void withoutKnownColumnsOnlyMetadataIsTakenOut() throws Exception {
        assertThat(Reading.of(OperationSource.RECORD_PATH).paths("/op", null).json("{\"id\":1,\"op\":\"c\"}").texts())
                .containsExactly("UPSERT {id=1, op=c}");
        assertThat(Reading.of(OperationSource.RECORD_PATH).paths("/__op", null).json("{\"id\":1,\"__op\":\"c\"}").texts()).containsExactly("UPSERT {id=1}");
    }

    @Test
    void operationMayBeAFlagANumberOrAFunction() throws Exception {
        assertThat(Reading.of(OperationSource.RECORD_PATH).paths("/gone", null).json("{\"gone\":true}").texts()).containsExactly("DELETE {gone=true}");
        assertThat(Reading.of(OperationSource.RECORD_PATH).paths("/__op", null).json("{\"__op\":1,\"id\":1}").texts()).containsExactly("DELETE {id=1}");
        assertThat(Reading.of(OperationSource.RECORD_PATH).paths("substringBefore(/event, '.')", null).json("{\"event\":\"delete.order\"}").texts())
                .containsExactly("DELETE {event=delete.order}");
    }

    @Test
    void rowPathSelectsTheRowAndDeletionsFallBackToBefore() throws Exception {
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/op", "/after").table("id INT key", "op VARCHAR")
                .json("{\"op\":\"c\",\"before\":null,\"after\":{\"id\":1}}", "{\"op\":\"d\",\"before\":{\"id\":1},\"after\":null}",
                        "{\"op\":\"t\",\"before\":null,\"after\":null}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1}", "DELETE {id=1}");
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void rootAsRowPathIsTheRecordItself() throws Exception {
        final List<Record> records = Reading.parse(OperationSource.NONE, "{\"op\":\"c\",\"id\":1}");
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/op", "/").table("id INT key", "op VARCHAR").records(records);
        assertThat(reading.changes.getFirst().row()).isSameAs(records.getFirst());
    }

    @Test
    void valueThatDebeziumDoesNotKnowIsOmittedAndOthersThatAreMissingAreNull() throws Exception {
        final Reading reading = Reading.of(OperationSource.RECORD_PATH).paths("/__deleted", null).table("id INT key", "text VARCHAR", "name VARCHAR")
                .json("{\"id\":1,\"text\":\"long\",\"name\":\"Anna\",\"__deleted\":\"false\"}",
                        "{\"id\":1,\"text\":\"__debezium_unavailable_value\",\"__deleted\":\"false\"}", "{\"id\":1,\"__deleted\":\"true\"}");
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, text=long, name=Anna}", "UPSERT {id=1, name=null}", "DELETE {id=1}");
        assertThat(reading.changes).extracting(Change::partial).containsExactly(false, true, false);
    }

    @Test
    void rowThatIsMissingIsNamed() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/op", "/after").json("{\"op\":\"u\",\"after\":null}"))
                .isInstanceOf(InvalidRecordException.class).hasMessage("RecordPath [/after] does not select one row in record 1");
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/op", "/after").json("{\"op\":\"d\",\"after\":null}"))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("RecordPath [/after] does not select one row in record 1, and the record has no row at /before either");
    }

    @Test
    void operationMustBeOneValue() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/*[. = 'c']", null).json("{\"op\":\"c\",\"kind\":\"c\"}"))
                .isInstanceOf(InvalidRecordException.class).hasMessageContaining("selects 2 values in record 1");
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/op", null).json("{\"id\":1}"))
                .isInstanceOf(InvalidRecordException.class).hasMessageStartingWith("Record 1 has no operation: RecordPath [/op] is missing or empty.");
    }

    @Test
    void invalidPathAndMissingSettingsAreRefusedAtOnce() {
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).paths("/[", null).reader()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("[/[] is not a RecordPath: ");
        assertThatThrownBy(() -> Reading.of(OperationSource.RECORD_PATH).reader()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The RecordPath that selects the operation is missing");
    }

    @Test
    void deletionMustHaveItsKey() {
        final String message = "Record 1 deletes a row but has no value for the key column [id].";
        assertThatThrownBy(() -> Reading.of(OperationSource.ATTRIBUTE).attribute("d").table("id INT key").json("{\"id\":null}"))
                .isInstanceOf(InvalidRecordException.class).hasMessageStartingWith(message);
        assertThatThrownBy(() -> Reading.of(OperationSource.ATTRIBUTE).attribute("d").keys("id").json("{\"name\":\"a\"}"))
                .isInstanceOf(InvalidRecordException.class).hasMessageStartingWith(message);
    }

    @Test
    void keyThatIsNoFieldMayComeFromAnother() throws Exception {
        assertThat(Reading.of(OperationSource.ATTRIBUTE).attribute("d").table("id INT key").json("{\"customer\":1}").texts())
                .containsExactly("DELETE {customer=1}");
    }
}
