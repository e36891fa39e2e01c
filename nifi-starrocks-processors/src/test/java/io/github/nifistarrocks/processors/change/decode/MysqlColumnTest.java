package io.github.nifistarrocks.processors.change.decode;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Dates and times as the binlog client prints them. */
final class MysqlColumnTest {

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Pacific/Honolulu", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Europe/London"})
    void dateAndTimeHaveTheDigitsOfTheDatabaseInEveryZone(final String name) {
        final ZoneId zone = ZoneId.of(name);
        for (LocalDate day = LocalDate.of(2023, 12, 1); day.getYear() < 2026; day = day.plusDays(1)) {
            final LocalDate printed = day.atStartOfDay(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDate();
            assertThat(MysqlColumn.day(printed, zone)).isEqualTo(day);
        }
        final LocalTime time = LocalTime.of(22, 30, 5);
        final LocalTime printed = time.atDate(LocalDate.EPOCH).atZone(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalTime();
        assertThat(MysqlColumn.time(printed, zone)).isEqualTo(time);
    }
}
