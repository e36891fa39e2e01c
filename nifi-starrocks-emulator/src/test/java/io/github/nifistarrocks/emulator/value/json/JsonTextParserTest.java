package io.github.nifistarrocks.emulator.value.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonTextParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"126|\"126\"", "true|\"true\"", "null|\"null\"", "a \"b\"|\"a \\\"b\\\"\""})
    void textThatDoesNotBeginLikeJsonIsAString(final String text, final String stored) {
        assertThat(JsonTextParser.stored(text)).isEqualTo(stored);
    }

    @Test
    void keysAreSortedByTheirBytesAndRepeatedOnesKept() {
        assertThat(JsonTextParser.stored("{\"b\":1,\"\uE000\":2,\"\uD83D\uDE80\":3,\"a\":[],\"b\" : {},\"A\":null}"))
                .isEqualTo("{\"A\": null, \"a\": [], \"b\": 1, \"b\": {}, \"\uE000\": 2, \"\uD83D\uDE80\": 3}");
    }

    @ParameterizedTest
    @CsvSource({"18446744073709551615, 18446744073709551615", "18446744073709551616, 18446744073709552000", "-9223372036854775808, -9223372036854775808",
            "-9223372036854775809, -9223372036854776000", "-0, 0", "-0.0, -0", "1.0, 1", "578472.024205552, 5.78472024205552e+5", "6e6, 6000000", "5e9, 5e+9",
            "8e-6, 0.000008", "4.482447462611123e+16, 44824474626111230", "1.7976931348623157e308, 1.7976931348623157e+308",
            "-4659341483501851096472, -4659341483501850500000", "5e-324, 5e-324", "1e-400, 0"})
    void numbersArePrintedAsVelocypackPrintsThem(final String number, final String stored) {
        assertThat(JsonTextParser.stored("[" + number + "]")).isEqualTo("[" + stored + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1", "[1,]", "[01]", "[1.]", "[-]", "[1e]", "[1e400]", "[nul]", "{\"a\"}", "{a:1}", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12g4\"", "[] x"})
    void textThatBeginsLikeJsonHasToBeJson(final String text) {
        assertThatThrownBy(() -> JsonTextParser.stored(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void escapesAreReadAndWrittenWhereNeeded() {
        assertThat(JsonTextParser.stored("\"\\u00e9\\/\\n\\u0001\\ud83d\\ude80\\ud83d\"")).isEqualTo("\"é/\\n\\u0001\uD83D\uDE80\uD83D\"");
    }
}
