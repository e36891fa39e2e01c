package io.github.nifistarrocks.emulator.value;

import java.time.LocalDate;
import java.time.LocalDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TemporalTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2026-01-02|2026-01-02", "20260102|2026-01-02", "06/12/28|2006-12-28", "700101|1970-01-01", "2026-1-2|2026-01-02",
            "2026.01.02|2026-01-02", "2026-01-02 99:99:99|2026-01-02", "2026-01-02Z|2026-01-02"})
    void datesAreReadInAllTheirForms(final String text, final LocalDate expected) {
        assertThat(TemporalText.date(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2026-01-02 03:04:05|2026-01-02T03:04:05", "2026-01-02T03:04:05|2026-01-02T03:04:05",
            "2026-01-02T03:04:05+02:00|2026-01-02T03:04:05", "20260102030405.5|2026-01-02T03:04:05.500", "2015/01/01 01:00:00|2015-01-01T01:00",
            "2026-01-02 03:04:05.123456789|2026-01-02T03:04:05.123456"})
    void timesAreReadInAllTheirForms(final String text, final LocalDateTime expected) {
        assertThat(TemporalText.dateTime(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-02-30", "2026-13-01", "0000-02-29", "2026", "2026-01", "1767225600000", "a2026-01-02", "2026\u5e7401\u670802"})
    void datesThatDoNotExistAreRefused(final String text) {
        assertThatThrownBy(() -> TemporalText.date(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aTimeThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> TemporalText.dateTime("2026-01-02 24:00:00")).isInstanceOf(InvalidValueException.class);
    }
}
