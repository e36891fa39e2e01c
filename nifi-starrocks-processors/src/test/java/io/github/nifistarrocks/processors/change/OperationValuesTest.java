package io.github.nifistarrocks.processors.change;

import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OperationValuesTest {

    private static Meaning meaning(final String mapping, final String value) throws InvalidRecordException {
        return OperationValues.parse(mapping).require(value, 7, "field [op]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "INSERT", "update", "upsert", "replace", "refresh", "c", "r", "u", "i", "I", "+I", "+U", "UPDATE_AFTER",
            "update_postimage", "read", "snapshot", "bootstrap-insert", "false", "0", " U "})
    void valuesThatWriteARow(final String value) throws Exception {
        assertThat(meaning("", value)).isEqualTo(Meaning.UPSERT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "DELETE", "d", "D", "-D", "true", "1", "remove"})
    void valuesThatDeleteARow(final String value) throws Exception {
        assertThat(meaning("", value)).isEqualTo(Meaning.DELETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_BEFORE", "-U", "update_preimage", "begin", "commit", "rollback", "ddl", "t", "truncate", "m", "message", "tombstone",
            "heartbeat", "bootstrap-start", "bootstrap-complete", "QUERY", "ALTER", "ERASE", "table-create", "table-alter", "table-drop"})
    void valuesThatChangeNoRow(final String value) throws Exception {
        assertThat(meaning("", value)).isEqualTo(Meaning.IGNORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "x", "inserted"})
    void otherValuesAreRefused(final String value) {
        assertThatThrownBy(() -> meaning("", value)).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("[%s]".formatted(value), "record 7",
                "field [op]");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void missingValueIsRefused(final String value) {
        assertThatThrownBy(() -> meaning("", value)).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Record 7 has no operation: field [op] is missing or empty. Check that Operation Source matches these records");
    }

    @Test
    void mappingAddsValuesAndChangesThem() throws Exception {
        final String mapping = " new = upsert, X=Delete,u=IGNORE, a=b=upsert ";
        assertThat(meaning(mapping, "NEW")).isEqualTo(Meaning.UPSERT);
        assertThat(meaning(mapping, "x")).isEqualTo(Meaning.DELETE);
        assertThat(meaning(mapping, "U")).isEqualTo(Meaning.IGNORE);
        assertThat(meaning(mapping, "a=b")).isEqualTo(Meaning.UPSERT);
        assertThat(meaning(mapping, "d")).isEqualTo(Meaning.DELETE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"I; [I] in the operations [I] does not have the form value=upsert|delete|ignore",
            "I=upsert,; [] in the operations [I=upsert,] does not have the form value=upsert|delete|ignore",
            "=upsert; [=upsert] in the operations [=upsert] does not have the form value=upsert|delete|ignore",
            "I=insert; [insert] in the operations [I=insert] is none of upsert|delete|ignore",
            "I=upsert,i=delete; The operations [I=upsert,i=delete] give [i] two meanings"})
    void mappingThatIsWrongIsNamed(final String text, final String message) {
        assertThatThrownBy(() -> OperationValues.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
