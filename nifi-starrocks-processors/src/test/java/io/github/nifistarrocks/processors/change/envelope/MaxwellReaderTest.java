package io.github.nifistarrocks.processors.change.envelope;

import java.time.Instant;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Maxwell's events. */
final class MaxwellReaderTest {

    private static String event(final String type, final String data, final String more) {
        return "{\"database\":\"shop\",\"table\":\"customers\",\"type\":\"%s\",\"ts\":1754300000,\"xid\":940752,\"commit\":true,\"data\":%s%s}"
                .formatted(type, data, more);
    }

    private static Reading maxwell() {
        return Reading.of(OperationSource.MAXWELL);
    }

    @Test
    void insertUpdateAndDelete() throws Exception {
        final Reading reading = maxwell().table("id BIGINT key", "name VARCHAR").json(
                event("bootstrap-start", "{}", ""),
                event("bootstrap-insert", "{\"id\":1,\"name\":\"Anna\"}", ""),
                event("bootstrap-complete", "{}", ""),
                event("insert", "{\"id\":2,\"name\":null}", ""),
                event("update", "{\"id\":1,\"name\":\"Anne\"}", ",\"old\":{\"name\":\"Anna\"}"),
                event("delete", "{\"id\":2,\"name\":null}", ""));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=Anna}", "UPSERT {id=2, name=null}", "UPSERT {id=1, name=Anne}",
                "DELETE {id=2, name=null}");
        assertThat(reading.ignored).isEqualTo(2);
        assertThat(reading.changes).extracting(change -> change.time().orElseThrow()).containsOnly(Instant.ofEpochSecond(1754300000));
    }

    @Test
    void decimalWhoseDigitsTheReaderHasRoundedIsAnError() throws Exception {
        assertThatThrownBy(
                () -> maxwell().table("id BIGINT key", "amount DECIMAL(20,4)").json(event("insert", "{\"id\":1,\"amount\":1234567890123456.7891}", "")))
                .isInstanceOf(InvalidRecordException.class).hasMessageContaining("[amount]")
                .hasMessageContaining("has more digits than the Record Reader keeps");
        assertThat(maxwell().table("id BIGINT key", "amount DECIMAL(20,4)").json(event("insert", "{\"id\":1,\"amount\":12345678901.2345}", "")).value("amount"))
                .isEqualTo(12345678901.2345);
    }

    @Test
    void updateThatChangesTheKeyDeletesTheOldRowFirst() throws Exception {
        final Reading reading = maxwell().table("id BIGINT key", "name VARCHAR")
                .json(event("update", "{\"id\":2,\"name\":\"b\"}", ",\"old\":{\"id\":1,\"name\":null}"));
        assertThat(reading.texts()).containsExactly("DELETE {id=1, name=null}", "UPSERT {id=2, name=b}");
    }

    @Test
    void keyOfTheEventCountsWhenNoOtherIsKnown() throws Exception {
        final Reading reading = maxwell().json(event("update", "{\"a\":1,\"b\":2}", ",\"old\":{\"b\":1},\"primary_key_columns\":[\"a\",\"b\"]"));
        assertThat(reading.texts()).containsExactly("DELETE {a=1, b=1}", "UPSERT {a=1, b=2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table-create", "table-alter", "table-drop", "database-create", "database-alter", "database-drop"})
    void ddlIsIgnored(final String type) throws Exception {
        final Reading reading = maxwell().json("{\"type\":\"%s\",\"database\":\"shop\",\"table\":\"a\",\"ts\":1,\"sql\":\"ddl\"}".formatted(type));
        assertThat(reading.changes).isEmpty();
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void binaryTextIsBase64() throws Exception {
        assertThat(maxwell().table("id INT key", "photo VARBINARY").json(event("insert", "{\"id\":1,\"photo\":\"Af8=\"}", "")).texts())
                .containsExactly("UPSERT {id=1, photo=01ff}");
    }

    @Test
    void eventWithoutARowIsAnError() {
        assertThatThrownBy(() -> maxwell().json(event("insert", "null", ""))).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 changes a row but its field [data] holds [null]");
    }

    @Test
    void keyOfTheEventIsInItsOwnNames() throws Exception {
        final Reading reading = Reading.of(OperationSource.MAXWELL).rename("id", "customer").json(
                "{\"type\":\"update\",\"data\":{\"id\":2},\"old\":{\"id\":1},\"primary_key_columns\":[\"id\"]}");
        assertThat(reading.texts()).containsExactly("DELETE {id=1}", "UPSERT {id=2}");
    }

    @Test
    void deletionMustHaveItsKey() {
        assertThatThrownBy(() -> maxwell().json(event("delete", "{\"id\":null}", ",\"primary_key_columns\":[\"id\"]")))
                .isInstanceOf(InvalidRecordException.class).hasMessageStartingWith("Record 1 deletes a row but has no value for the key column [id]");
    }
}
