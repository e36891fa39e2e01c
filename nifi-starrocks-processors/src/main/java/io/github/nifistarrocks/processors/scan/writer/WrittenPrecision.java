package io.github.nifistarrocks.processors.scan.writer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** How much of a date and time a record writer writes. */
@FunctionalInterface
public interface WrittenPrecision {

    long MICROSECOND = 1_000;
    long MILLISECOND = 1_000_000;
    long SECOND = 1_000_000_000;
    long MINUTE = 60 * SECOND;
    long HOUR = 60 * MINUTE;
    /** Of an output that has no time of day. */
    long DAY = 24 * HOUR;

    /** For a field that gets text. */
    WrittenPrecision EXACT = () -> 1;

    /** That of a text in the given format of dates and times. */
    static WrittenPrecision ofFormat(final String format) {
        final String text = DataTypeUtils.toString(Timestamp.valueOf(Shown.TIME), format);
        try {
            return Shown.of(other -> !text.equals(DataTypeUtils.toString(Timestamp.valueOf(other), format)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The smallest difference of two times of a day that the output shows, in nanoseconds; {@link #DAY} when it shows none. */
    long nanos();

    /** Whether the output shows everything that is larger: the half of the day, the day, month and year. */
    default boolean isWhole() {
        return true;
    }

    /** Whether a writer writes the local time as text. Otherwise it writes an instant, which other programs convert by their own calendar. */
    default boolean isText() {
        return true;
    }

    /** Whether a writer drops a part of a time. */
    default boolean cuts(final LocalDateTime time) {
        final long unit = nanos();
        return !isWhole() || (unit <= SECOND ? time.getNano() % unit != 0 : time.toLocalTime().toNanoOfDay() % unit != 0);
    }

    /**
     * What an output shows of a time, found by comparing the outputs of times that differ in one part.
     *
     * @param nanos of the smallest part
     * @param isWhole whether all larger parts are shown
     */
    record Shown(long nanos, boolean isWhole) implements WrittenPrecision {

        /** A time that every time zone has. */
        public static final LocalDateTime TIME = LocalDateTime.of(2001, 2, 3, 4, 5, 6);

        /** Differs from {@link #TIME} in every part. */
        private static final LocalDateTime OTHER = LocalDateTime.of(2114, 12, 25, 17, 48, 39, 123_456_000);
        private static final List<Long> PARTS_OF_DAYS = List.of(MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR, 12 * HOUR);

        /** Compares the output of {@link #TIME} with that of another time. */
        @FunctionalInterface
        public interface Comparison {
            boolean isShown(LocalDateTime other) throws IOException;
        }

        /** An output that shows no time at all changes none. */
        public static WrittenPrecision of(final Comparison output) throws IOException {
            if (!output.isShown(OTHER)) {
                return EXACT;
            }
            long nanos = DAY;
            boolean whole = showsDate(output);
            for (final long part : PARTS_OF_DAYS) {
                final boolean shown = output.isShown(TIME.plusNanos(part));
                whole &= shown || nanos == DAY;
                nanos = shown && nanos == DAY ? part : nanos;
            }
            return new Shown(nanos, whole);
        }

        private static boolean showsDate(final Comparison output) throws IOException {
            for (final ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.MONTHS, ChronoUnit.YEARS, ChronoUnit.CENTURIES)) {
                if (!output.isShown(TIME.plus(1, unit))) {
                    return false;
                }
            }
            return true;
        }
    }
}
