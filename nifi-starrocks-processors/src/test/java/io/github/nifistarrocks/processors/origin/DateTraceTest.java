package io.github.nifistarrocks.processors.origin;

import java.time.LocalDate;
import java.time.LocalDateTime;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DateTraceTest {

    @ParameterizedTest
    @CsvSource({"2024-02-29, 2024-02-29T12:00", "29.02.24, 2024-02-29T12:00", "20240229, 2024-02-29T12:00", "290224, 2024-02-29T12:00",
            "2024-02-29 10:00:00, 2024-02-29T10:00", "2024-02-29T10:00:00, 2024-02-29T10:00", "29 Feb 2024, 2024-02-29T12:00",
            "2024-03-01T00:30:00+05:00, 2024-02-29T19:30", "2024-03-01T00:30:00Z, 2024-02-29T19:30", "2024-03-01 00:30:00-0500, 2024-03-01T05:30",
            "20240630 23:30:00, 2024-06-30T23:30", "20240630T23:30:00.5, 2024-06-30T23:30", "10:00:00 30.06.2024, 2024-06-30T10:00",
            "20240630 233000, 2024-06-30T23:30", "20240630T233000-0500, 2024-07-01T04:30", "24.06.2024 00:00, 2024-06-24T00:00"})
    void textMayStandForTheDate(final String text, final LocalDateTime date) {
        assertThat(DateTrace.of(text).isOf(date)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2024-02-30, 2024-02-29T12:00", "31.04.2030, 2030-04-30T12:00", "20240230, 2024-02-29T12:00", "20240101, 1970-01-01T05:37:20",
            "1720000000000, 2024-07-03T09:46:40", "738.42, 1970-01-01T00:12:18", "2024-02-28 24:00:00, 2024-02-29T00:00",
            "2024-01-23 24:00:00, 2024-01-24T00:00", "2024-02-30T10:00:00, 2024-02-29T10:00", "20240230 10:29:00, 2024-02-29T10:29",
            "20240227 24:00:00, 2024-02-28T00:00", "24-01-23 24:00, 2024-01-24T00:00"})
    void otherTextDoesNot(final String text, final LocalDateTime date) {
        assertThat(DateTrace.of(text).isOf(date)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"29 Feb 2024, true", "30 Feb 2024, false", "'February 29, 2024', true", "2024-02-29Z, true", "2024-02-30+01:00, false",
            "2024-02-29T10:00:00Z, true"})
    void dayWithANameOrAZoneIsThatOfTheText(final String text, final boolean isSame) {
        assertThat(DateTrace.of(text).isOf(LocalDate.of(2024, 2, 29))).isEqualTo(isSame);
    }
}
