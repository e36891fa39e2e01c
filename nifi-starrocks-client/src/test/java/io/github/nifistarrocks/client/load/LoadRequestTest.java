package io.github.nifistarrocks.client.load;

import java.time.Duration;
import java.util.Locale;

import io.github.nifistarrocks.client.core.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadRequestTest {

    private final LoadRequest.Builder builder = LoadRequest.builder(new TableId("db", "t"), "label");

    @Test
    void headersAreKeptByLowerCaseName() {
        assertThat(builder.header("Format", "json").header("max_filter_ratio", "0.1").build().headers()).containsEntry("format", "json")
                .containsEntry("max_filter_ratio", "0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "label", "Expect", "Transfer-Encoding", "timeout", "Content-Length"})
    void headerOfTheProtocolIsRefused(final String name) {
        assertThatIllegalArgumentException().isThrownBy(builder.header(name, "x")::build).withMessageContaining(name.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nAuthorization: x", "\u0001", "a\u007f"})
    void headerValueWithControlCharactersIsRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(builder.header("where", value)::build).withMessageContaining("where");
    }

    @Test
    void timeoutOutsideTheServersRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(builder.timeout(Duration.ZERO)::build);
        assertThatIllegalArgumentException().isThrownBy(builder.timeout(Duration.ofDays(3).plusSeconds(1))::build);
    }

    @Test
    void labelThatTheServerRefusesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(LoadRequest.builder(new TableId("db", "t"), "a b")::build);
    }
}
