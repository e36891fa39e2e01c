package io.github.nifistarrocks.processors.change;

import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OperationValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"insert", "INSERT", "update", "upsert", "replace", "refresh", "c", "r", "u", "i", "I", "+I", "+U", "UPDATE_AFTER",
            "update_postimage", "read", "snapshot", "bootstrap-insert", "false", "0", " U "})
    void wordsThatWriteARow(final String word) {
        assertThat(OperationValues.parse("").meaning(word)).contains(Meaning.UPSERT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "DELETE", "d", "D", "-D", "true", "1", "remove"})
    void wordsThatDeleteARow(final String word) {
        assertThat(OperationValues.parse("").meaning(word)).contains(Meaning.DELETE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_BEFORE", "-U", "update_preimage", "begin", "commit", "rollback", "ddl", "t", "truncate", "m", "message", "tombstone",
            "heartbeat", "bootstrap-start", "bootstrap-complete", "QUERY", "ALTER", "ERASE", "table-create", "table-alter", "table-drop"})
    void wordsThatChangeNoRow(final String word) {
        assertThat(OperationValues.parse("").meaning(word)).contains(Meaning.IGNORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "x", "", "inserted"})
    void otherWordsHaveNoMeaning(final String word) {
        assertThat(OperationValues.parse("").meaning(word)).isEmpty();
    }

    @Test
    void mappingAddsWordsAndChangesThem() {
        final OperationValues words = OperationValues.parse(" new = upsert, X=Delete,u=IGNORE, a=b=upsert ");
        assertThat(words.meaning("NEW")).contains(Meaning.UPSERT);
        assertThat(words.meaning("x")).contains(Meaning.DELETE);
        assertThat(words.meaning("U")).contains(Meaning.IGNORE);
        assertThat(words.meaning("a=b")).contains(Meaning.UPSERT);
        assertThat(words.meaning("d")).contains(Meaning.DELETE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"I; [I] in the operations [I] is not of the form word=upsert|delete|ignore",
            "I=upsert,; [] in the operations [I=upsert,] is not of the form word=upsert|delete|ignore",
            "=upsert; [=upsert] in the operations [=upsert] is not of the form word=upsert|delete|ignore",
            "I=insert; [insert] in the operations [I=insert] is none of upsert|delete|ignore",
            "I=upsert,i=delete; The operations [I=upsert,i=delete] give [i] two meanings"})
    void mappingThatIsWrongIsNamed(final String text, final String message) {
        assertThatThrownBy(() -> OperationValues.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
