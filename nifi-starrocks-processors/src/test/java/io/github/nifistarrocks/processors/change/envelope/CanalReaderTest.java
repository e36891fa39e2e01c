package io.github.nifistarrocks.processors.change.envelope;

import java.time.Instant;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Canal's flat messages. */
final class CanalReaderTest {

    private static String event(final String type, final String data, final String old) {
        return """
                {"data":%s,"database":"shop","es":1754300000000,"id":7,"isDdl":false,"mysqlType":{"id":"bigint","name":"varchar(50)"},"old":%s,\
                "pkNames":["id"],"sql":"","sqlType":{"id":-5,"name":12},"table":"customers","ts":1754300000777,"type":"%s"}""".formatted(data, old, type);
    }

    private static Reading canal() {
        return Reading.of(OperationSource.CANAL);
    }

    @Test
    void everyRowOfAMessageIsAChange() throws Exception {
        final Reading reading = canal().table("id BIGINT key", "name VARCHAR").json(
                event("INSERT", "[{\"id\":\"1\",\"name\":\"Anna\"},{\"id\":\"2\",\"name\":null}]", "null"),
                event("UPDATE", "[{\"id\":\"1\",\"name\":\"Anne\"},{\"id\":\"2\",\"name\":\"Ben\"}]", "[{\"name\":\"Anna\"},{\"name\":null}]"),
                event("DELETE", "[{\"id\":\"1\",\"name\":\"Anne\"},{\"id\":\"2\",\"name\":\"Ben\"}]", "null"));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=Anna}", "UPSERT {id=2, name=null}", "UPSERT {id=1, name=Anne}",
                "UPSERT {id=2, name=Ben}", "DELETE {id=1, name=Anne}", "DELETE {id=2, name=Ben}");
        assertThat(reading.changes).extracting(change -> change.time().orElseThrow()).containsOnly(Instant.ofEpochMilli(1754300000000L));
        assertThat(reading.changes.getFirst().row().getSchema()).isSameAs(reading.changes.getLast().row().getSchema());
    }

    @Test
    void updateThatChangesTheKeyDeletesTheOldRowFirst() throws Exception {
        final Reading reading = canal().table("id BIGINT key", "name VARCHAR").json(event("UPDATE",
                "[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"3\",\"name\":\"b\"}]", "[{\"name\":\"x\"},{\"id\":\"2\",\"name\":\"y\"}]"));
        assertThat(reading.texts()).containsExactly("UPSERT {id=1, name=a}", "DELETE {id=2, name=y}", "UPSERT {id=3, name=b}");
    }

    @Test
    void keyOfTheMessageCountsWhenNoOtherIsKnown() throws Exception {
        final String update = event("UPDATE", "[{\"id\":\"3\",\"name\":\"b\"}]", "[{\"id\":\"2\"}]");
        assertThat(canal().json(update).texts()).containsExactly("DELETE {id=2, name=b}", "UPSERT {id=3, name=b}");
        assertThat(canal().table("name VARCHAR key", "id INT").json(update).texts()).containsExactly("UPSERT {id=3, name=b}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"CREATE\",\"isDdl\":true,\"data\":null,\"sql\":\"create table a\"}", "{\"type\":\"CREATE\",\"data\":null}",
            "{\"type\":\"ALTER\",\"isDdl\":true,\"data\":null}", "{\"type\":\"TRUNCATE\",\"isDdl\":true}", "{\"type\":\"QUERY\",\"isDdl\":false}",
            "{\"type\":\"ERASE\",\"isDdl\":false}", "{\"type\":\"TIDB_WATERMARK\",\"isDdl\":false,\"data\":null}"})
    void messagesThatChangeNoRowAreIgnored(final String json) throws Exception {
        final Reading reading = canal().table("id INT key").json(json);
        assertThat(reading.changes).isEmpty();
        assertThat(reading.ignored).isEqualTo(1);
    }

    @Test
    void binaryTextIsOneByteForEachCharacter() throws Exception {
        assertThat(canal().table("id INT key", "photo VARBINARY").json(event("INSERT", "[{\"id\":\"1\",\"photo\":\"\\u0001\\u00ff\"}]", "null")).texts())
                .containsExactly("UPSERT {id=1, photo=01ff}");
        assertThat(canal().table("id INT key", "photo VARBINARY").json(event("INSERT", "[{\"id\":\"1\",\"photo\":\"\\u20ac\"}]", "null")).texts())
                .containsExactly("UPSERT {id=1, photo=e282ac}");
    }

    @Test
    void messageWithoutRowsIsAnError() {
        assertThatThrownBy(() -> canal().json(event("INSERT", "null", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 changes rows but its field [data] has none");
        assertThatThrownBy(() -> canal().json(event("INSERT", "[5]", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 1 changes a row but its field [data] holds [5]");
        assertThatThrownBy(() -> canal().json("{\"id\":1}")).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Record 1 has no operation: field [type] is missing or empty.");
    }

    @Test
    void deletionMustHaveItsKey() {
        assertThatThrownBy(() -> canal().table("code INT key").json(event("DELETE", "[{\"id\":\"1\"}]", "null"))).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Record 1 deletes a row but has no value for the key column [code]");
    }
}
