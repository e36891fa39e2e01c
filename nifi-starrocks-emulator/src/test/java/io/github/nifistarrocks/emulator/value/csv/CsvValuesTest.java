package io.github.nifistarrocks.emulator.value.csv;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '$', value = {"INT;1.9;1", "INT;-0.5;0", "INT;1e2;100", "BIGINT;+7;7", "BIGINT;1e19;-8446744073709551616",
            "LARGEINT;1e19;-8446744073709551616", "LARGEINT;10000000000000000000;10000000000000000000", "BOOLEAN;nan;true", "BOOLEAN;0.0;false"})
    void wholeNumbersThatAreNotOnlyDigitsAreReadAsFractions(final String type, final String text, final String expected) {
        assertThat(strict(type, text)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"12345678.905;12345678.90", "1.005;1.01", "-1.005;-1.01", "e-5;0.00", "1e-200;0.00", ".;0.00", "0.1e3;100.00"})
    void decimalsAreCutToThePrecisionBeforeTheyAreRounded(final String text, final BigDecimal expected) {
        assertThat(strict("DECIMAL(10,2)", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '$', value = {"126;$\"126\"$", "null;$\"null\"$", "{\"b\":1,\"a\":[]};{\"a\": [], \"b\": 1}", "\"x\";\"x\""})
    void onlyTextThatBeginsLikeJsonIsParsed(final String text, final String stored) {
        assertThat(strict("JSON", text)).isEqualTo(stored.replace("$", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '$', value = {"TINYINT;128", "TINYINT;1e3", "INT;nan", "INT;- 1", "BIGINT;9223372036854775808", "DOUBLE;1e400",
            "DOUBLE;1f", "DECIMAL(10,2);123456789", "DECIMAL(10,2);1e200", "VARCHAR(3);abcd", "VARCHAR(3);\u00e4\u00e4", "VARBINARY(3);AQIDBA==", "JSON;{",
            "ARRAY<DATE>;[2026-01-02]", "MAP<INT,INT>;{1:2,3}", "MAP<INT,INT>;{1:}"})
    void otherTextIsRefused(final String type, final String text) {
        assertThatThrownBy(() -> strict(type, text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void withoutStrictModeInvalidValuesOfAMapAreNullAndThoseOfAnArrayAreNot() {
        assertThat(CsvValues.LENIENT.read(ColumnType.parse("MAP<INT,INT>"), "{x:1,2:y}")).isEqualTo(mapOf(null, 1, 2, null));
        assertThatThrownBy(() -> CsvValues.LENIENT.read(ColumnType.parse("ARRAY<INT>"), "[x]")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theLastOfEqualKeysCounts() {
        assertThat(((Map<?, ?>) strict("MAP<INT,INT>", "{1:1,2:2,1:3}")).entrySet()).hasToString("[2=2, 1=3]");
    }

    @Test
    void quotesInTextOfAnArrayAreDoubled() {
        assertThat(strict("ARRAY<VARCHAR(1)>", "[\"a \"\"b\"\", [c]\",null,\"\"]")).isEqualTo(Arrays.asList("a \"b\", [c]", null, ""));
        assertThat(strict("ARRAY<ARRAY<INT>>", "[[1,2],[],null]")).isEqualTo(Arrays.asList(List.of(1, 2), List.of(), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {"AP8=;00ff", "AP8;00ff", " AP 8=;00ff", "x!;7821", "9;''"})
    void binariesAreBase64WhereTheyCanBe(final String text, final String hexadecimal) {
        assertThat(HexFormat.of().formatHex((byte[]) strict("VARBINARY", text))).isEqualTo(hexadecimal);
    }

    private static Map<Object, Object> mapOf(final Object... keysAndValues) {
        final Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static Object strict(final String type, final String text) {
        return CsvValues.STRICT.read(ColumnType.parse(type), text);
    }
}
