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
    @ValueSource(strings = {"2024-02-29", " 2024-02-29 ", "2024/2/9", "24-02-29", "20240229", "240229", "20240229101112", "20240229T101112", "2024-02-29 10",
            "2024-02-29T10:11", "2024-02-29 10:11:12", "2024-02-29 10:11:12.123456789", "0000-01-01", "9999-12-31 23:59:59.999999"})
    void isRead(final String text) {
        assertThat(DateText.isRead(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2023-02-29", "2024-13-01", "2024-00-10", "2024-02-29 24:00:00", "2024-02-29 10:60", "2024-02-29T10:11:12Z",
            "2024-02-29 10:11:12+02:00", "2024-02-29 tomorrow", "-2024-02-29", "12024-02-29", "2024", "1700000000000"})
    void isNotRead(final String text) {
        assertThat(DateText.isRead(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20103", "1711011200", "1711011200000", "1711011200000000", "2024-02-29 tomorrow", "2024-02-29 10:11:12 CET", "20240229 x"})
    void isMisread(final String text) {
        assertThat(DateText.isMisread(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2024-02-29", "20240229", "20241399", "2023-02-29", "2024-13-01 x"})
    void isReadOrRefused(final String text) {
        assertThat(DateText.isMisread(text)).isFalse();
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
            assertThat(DateText.isRead(TemporalText.text(dateTime))).isTrue();
            assertThat(DateText.isRead(dateTime.truncatedTo(ChronoUnit.MICROS).toString())).isTrue();
        }
    }
}
