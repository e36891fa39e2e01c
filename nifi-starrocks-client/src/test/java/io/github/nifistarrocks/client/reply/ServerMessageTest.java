package io.github.nifistarrocks.client.reply;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerMessageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Access denied for user 'x'|ACCESS_DENIED", "Table [v] is not a OlapTable|NOT_AN_OLAP_TABLE",
            "Unknown logical type(19)|NOT_SCANNABLE", "Getting analyzing error. Detail message: Unknown table 't'.|INVALID_QUERY",
            "Invalid SQL [select]|INVALID_SQL", "current fe is not ready|NOT_READY",
            "Access denied; you need (at least one of) the NODE privilege(s)|DENIED", "label [x] aborted by timeout 5 seconds.|ABORTED_LATE"})
    void messageIsRecognizedInAnyCase(final String message, final ServerMessage expected) {
        assertThat(expected.isIn(message)).isTrue();
        assertThat(expected.isIn(message.toUpperCase(Locale.ROOT))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "something else", "'cancelled'", "table [cancelled]", "label=nifi-cancelled-1", "does not exist", "denied"})
    void otherMessagesHaveNoMeaningForALoad(final String message) {
        assertThat(ServerMessage.meaning(message)).isEmpty();
    }

    @Test
    void errorLogIsFoundInAMessage() {
        assertThat(ServerMessage.errorLog("too many filtered rows, tracking url: http://be:8040/api/_load_error_log?file=x, more"))
                .contains("http://be:8040/api/_load_error_log?file=x");
        assertThat(ServerMessage.errorLog("{\"tracking_url: https://be/x}")).contains("https://be/x");
        assertThat(ServerMessage.errorLog("too many filtered rows")).isEmpty();
    }
}
