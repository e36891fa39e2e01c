package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2026-01-02 03:04:05|2026-01-02T03:04:05", "2026-01-02T03:04|2026-01-02T03:04", "2026-01-02|2026-01-02T00:00",
            "20260102|2026-01-02T00:00", "2026-1-2 3:4:5|2026-01-02T03:04:05", "2026-01-02 03:04:05.1|2026-01-02T03:04:05.100",
            "2026-01-02 03:04:05.123456789|2026-01-02T03:04:05.123456"})
    void dateTimesAreReadInAllTheirForms(final String text, final LocalDateTime expected) {
        assertThat(parse("DATETIME", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"TINYINT|128", "INT|abc", "INT|1.5", "DATE|2026-13-01", "DATETIME|2026-01-02 25:00:00", "DECIMAL(4,2)|123.4", "BOOLEAN|maybe",
                    "JSON|{", "LARGEINT|170141183460469231731687303715884105728", "ARRAY<INT>|1,2"})
    void textThatIsNoValueIsRefused(final String type, final String text) {
        assertThatThrownBy(() -> parse(type, text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void scalarsComeInTheClassesOfTheStore() {
        assertThat(parse("BOOLEAN", "2")).isEqualTo(true);
        assertThat(parse("SMALLINT", "-7")).isEqualTo((short) -7);
        assertThat(parse("LARGEINT", "-170141183460469231731687303715884105728")).isEqualTo(BigInteger.ONE.shiftLeft(127).negate());
        assertThat(parse("DECIMAL(10,2)", "1.005")).isEqualTo(new BigDecimal("1.01"));
        assertThat(parse("DATE", "2026-01-02 03:04:05")).isEqualTo(LocalDate.of(2026, 1, 2));
        assertThat(parse("VARBINARY", "AQID")).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void nestedValuesAreReadFromTheirText() {
        assertThat(parse("ARRAY<INT>", "[1,null]")).isEqualTo(Arrays.asList(1, null));
        assertThat(parse("MAP<STRING,DATE>", "{\"a\":\"2026-01-02\"}")).isEqualTo(Map.of("a", LocalDate.of(2026, 1, 2)));
        assertThat(parse("STRUCT<a INT, b STRING>", "{\"b\":\"x\",\"a\":1}")).isEqualTo(List.of(1, "x"));
    }

    private static Object parse(final String type, final String text) {
        return TextValues.parse(ColumnType.parse(type), text);
    }
}
