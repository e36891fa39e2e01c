package io.github.nifistarrocks.processors.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DateTextTest {

    @ParameterizedTest
    @CsvSource({"2024-02-29,2024-02-29T00:00", "' 2024-02-29 ',2024-02-29T00:00", "2024/2/9,2024-02-09T00:00", "2024.02.29,2024-02-29T00:00",
            "2024_2_29,2024-02-29T00:00", "20240229,2024-02-29T00:00", "20240229101112,2024-02-29T10:11:12", "20240229T101112.5,2024-02-29T10:11:12.5",
            "2024-02-29 10,2024-02-29T10:00", "2024-02-29T10:11,2024-02-29T10:11", "2024-02-29 10:11:12,2024-02-29T10:11:12",
            "2024-02-29T10:11:12,2024-02-29T10:11:12", "2024-2-9  1:2:3,2024-02-09T01:02:03", "2024-02-29 10:11:12.123456789,2024-02-29T10:11:12.123456789",
            "2024-02-29 10:11:12.,2024-02-29T10:11:12", "0000-01-01,0000-01-01T00:00", "9999-12-31 23:59:59.999999000000,9999-12-31T23:59:59.999999"})
    void textWithOneMeaningIsRead(final String text, final LocalDateTime meaning) {
        assertThat(DateText.read(text)).contains(meaning);
        assertThat(DateText.mayBeTakenForDate(text.strip() + "x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2023-02-29", "2024-13-01", "2024-00-10", "2024-02-29 24:00:00", "2024-02-29 10:60", "2024-02-29T10:11:12Z",
            "2024-02-29 10:11:12+02:00", "2024-02-29 tomorrow", "-2024-02-29", "12024-02-29", "2024", "1700000000000", "24-02-29", "06/12/28", "240229",
            "240229101112", "2024-02/29", "2024--02--29", "2024T02T29", "2024-02-29_10:11", "2024-02-29 10.11.12", "2024-02-029"})
    void otherTextIsNotRead(final String text) {
        assertThat(DateText.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20103", "1711011200", "1711011200000", "1711011200000000", "2024-02-29 tomorrow", "2024-02-29 10:11:12 CET", "20240229 x",
            "06/12/28", "240229", "240229101112", " 24-2-9", "2024-02-29 24:00:00", "20240229240000", "2024T02T29", "1-1-1"})
    void aBackendMayTakeShortFormsForAnotherDate(final String text) {
        assertThat(DateText.mayBeTakenForDate(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "x 2024-02-29", "20241399", "2023-02-29", "2024-13-1", "12 x", "-2024-02-29"})
    void aBackendRefusesTextThatBeginsWithNoDate(final String text) {
        assertThat(DateText.mayBeTakenForDate(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2024-02-29T10:11:12Z,2024-02-29T10:11:12Z", "2024-02-29 10:11:12+02:00,2024-02-29T08:11:12Z", "2024-02-29T10:11-0530,2024-02-29T15:41:00Z",
            "2024-02-29 10:11:12.5 +01,2024-02-29T09:11:12.500Z"})
    void textWithAnOffsetIsAnInstant(final String text, final Instant instant) {
        assertThat(DateText.instant(text)).contains(instant);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll final LocalDateTime dateTime) {
        if (dateTime.getYear() >= 0 && dateTime.getYear() <= 9999) {
            final LocalDateTime micros = dateTime.truncatedTo(ChronoUnit.MICROS);
            assertThat(DateText.read(TemporalText.text(dateTime))).contains(micros);
            assertThat(DateText.read(micros.toString())).contains(micros);
        }
    }
}
