package io.github.nifistarrocks.processors.change.decode;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.option.EpochUnit;

/** Dates and times from the numbers of sources. Local times are counted as if they were UTC (Debezium, "Temporal types"), so no zone shifts them. */
final class EpochValues {

    private static final LocalDate FIRST_DATE = LocalDate.of(0, 1, 1);
    private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SECONDS_PER_DAY = 86_400;

    private EpochValues() {}

    static LocalDate date(final Number days) throws UndecodableException {
        final long count = whole(days);
        if (count < FIRST_DATE.toEpochDay() || count > LAST_DATE.toEpochDay()) {
            throw new UndecodableException("%s days since 1970-01-01 are not a date in the years 0000 to 9999".formatted(RowText.of(count)));
        }
        return LocalDate.ofEpochDay(count);
    }

    static LocalDateTime dateTime(final Number epoch, final EpochUnit unit) throws UndecodableException {
        final long count = whole(epoch);
        final long seconds = Math.floorDiv(count, unit.perSecond());
        final long days = Math.floorDiv(seconds, SECONDS_PER_DAY);
        if (days < FIRST_DATE.toEpochDay() || days > LAST_DATE.toEpochDay()) {
            throw new UndecodableException(("%s %s since 1970-01-01 are not a time in the years 0000 to 9999. Check whether the source counts milliseconds,"
                    + " microseconds or nanoseconds").formatted(RowText.of(count), unit.getDisplayName().toLowerCase(Locale.ROOT)));
        }
        final int nanos = (int) (Math.floorMod(count, unit.perSecond()) * (NANOS_PER_SECOND / unit.perSecond()));
        return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    }

    /** The local time of a timestamp that a reader has created from such a number. */
    static LocalDateTime dateTime(final Timestamp timestamp) {
        return LocalDateTime.ofInstant(timestamp.toInstant(), ZoneOffset.UTC);
    }

    /** A time of day, or a span of time of up to 838 hours with a sign (MySQL's TIME), as text: {@code [-]HH:mm:ss[.ffffff]}. */
    static String time(final Number sinceMidnight, final EpochUnit unit) throws UndecodableException {
        final long count = whole(sinceMidnight);
        final long seconds = Math.abs(count / unit.perSecond());
        final long micros = Math.abs(count % unit.perSecond()) * (NANOS_PER_SECOND / unit.perSecond()) / 1000;
        final String text = "%s%02d:%02d:%02d".formatted(count < 0 ? "-" : "", seconds / 3600, seconds / 60 % 60, seconds % 60);
        return micros == 0 ? text : text + ".%06d".formatted(micros);
    }

    private static long whole(final Number number) throws UndecodableException {
        final BigDecimal decimal = SourceValues.decimal(number).orElseThrow(() -> new UndecodableException("%s is not a number".formatted(RowText.of(number))));
        try {
            return decimal.longValueExact();
        } catch (final ArithmeticException e) {
            throw new UndecodableException("%s is not a whole number of 64 bits".formatted(RowText.of(number)));
        }
    }
}
