package io.github.nifistarrocks.processors.value;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemporalTextTest {

    @ParameterizedTest
    @CsvSource({
            "2024-07-01T10:00:00Z, UTC, 2024-07-01T10:00",
            "2024-07-01T10:00:00Z, Europe/Berlin, 2024-07-01T12:00",
            "2024-10-27T00:30:00Z, Europe/Berlin, 2024-10-27T02:30",
            "2024-10-27T01:30:00Z, Europe/Berlin, 2024-10-27T02:30",
            "2024-07-01T10:00:00.123456Z, +05:30, 2024-07-01T15:30:00.123456",
            "1969-12-31T23:59:59.999999Z, UTC, 1969-12-31T23:59:59.999999",
            "9999-12-31T23:59:59Z, UTC, 9999-12-31T23:59:59"})
    void instantBecomesLocalTimeOfTheZone(final Instant instant, final ZoneId zone, final LocalDateTime expected) {
        assertThat(new TemporalText(zone).local(Timestamp.from(instant))).isEqualTo(expected);
    }

    @Property
    void instantsAreExactInEveryOffset(@ForAll @LongRange(min = -12_000_000_000L, max = 250_000_000_000L) final long second,
            @ForAll @IntRange(max = 999_999) final int micro, @ForAll @IntRange(min = -12, max = 14) final int hours) {
        final Instant instant = Instant.ofEpochSecond(second, micro * 1000L);
        final ZoneOffset offset = ZoneOffset.ofHours(hours);

        assertThat(new TemporalText(offset).local(Timestamp.from(instant)).toInstant(offset)).isEqualTo(instant);
    }

    @Test
    void dayBeforeTheGregorianReformKeepsItsFieldsInTheZoneOfTheMachine() {
        final LocalDateTime old = LocalDateTime.of(1492, 10, 12, 2, 0);

        assertThat(new TemporalText(ZoneId.systemDefault()).local(Timestamp.valueOf(old))).isEqualTo(old);
    }

    @ParameterizedTest
    @CsvSource({"12:30:00, 12:30:00", "00:00:00, 00:00:00", "23:59:59, 23:59:59"})
    void timeOfDayHasSeconds(final String time, final String expected) {
        assertThat(new TemporalText(ZoneOffset.UTC).time(Time.valueOf(time))).isEqualTo(expected);
    }

    @Test
    void timeOfDayKeepsMicroseconds() {
        assertThat(TemporalText.time(LocalTime.of(1, 2, 3, 4_005_000))).isEqualTo("01:02:03.004005");
    }
}
