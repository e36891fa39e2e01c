package io.github.nifistarrocks.client.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UrlPathTest {

    /** An FE decodes each segment once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            my db     | /api/my%20db/t
            a%2fb     | /api/a%252fb/t
            %2e%2e    | /api/%252e%252e/t
            a..b      | /api/a..b/t
            ...       | /api/.../t
            a?b#c+d;e | /api/a%3Fb%23c%2Bd%3Be/t
            ä         | /api/%C3%A4/t
            """)
    void segmentIsEncoded(final String segment, final String path) {
        assertThat(UrlPath.of("api", segment, "t")).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "/", "../other", "..\\other"})
    void segmentThatWouldBeResolvedIsRefused(final String segment) {
        assertThatIllegalArgumentException().isThrownBy(() -> UrlPath.of("api", segment, "t")).withMessageContaining("cannot be a part of a path");
    }

    @Test
    void controlCharactersAreEncoded() {
        assertThat(UrlPath.of("a\r\nb\u0000")).isEqualTo("/a%0D%0Ab%00");
    }
}
