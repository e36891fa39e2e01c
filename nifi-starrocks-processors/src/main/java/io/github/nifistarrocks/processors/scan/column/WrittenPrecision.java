package io.github.nifistarrocks.processors.scan.column;

import java.sql.Timestamp;
import java.time.LocalDateTime;

import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** How much of a second a record writer writes of a timestamp. */
@FunctionalInterface
public interface WrittenPrecision {

    int MICROSECOND = 1_000;
    int MILLISECOND = 1_000_000;
    int SECOND = 1_000_000_000;

    /** For a field that gets text. */
    WrittenPrecision EXACT = () -> 1;

    /** That of a text in the given format of dates and times. */
    static WrittenPrecision ofFormat(final String format) {
        final LocalDateTime time = LocalDateTime.of(2001, 2, 3, 4, 5, 6);
        final String text = DataTypeUtils.toString(Timestamp.valueOf(time), format);
        final boolean micros = !text.equals(DataTypeUtils.toString(Timestamp.valueOf(time.plusNanos(MICROSECOND)), format));
        final boolean millis = !text.equals(DataTypeUtils.toString(Timestamp.valueOf(time.plusNanos(MILLISECOND)), format));
        final int nanos = micros ? MICROSECOND : millis ? MILLISECOND : SECOND;
        return () -> nanos;
    }

    /** The smallest difference of two times that the output shows, in nanoseconds of a second. */
    int nanos();

    /** Whether a writer writes the local time as text. Otherwise it writes an instant, which other programs convert by their own calendar. */
    default boolean isText() {
        return true;
    }

    /** Whether a writer changes a fraction of a second. */
    default boolean cuts(final int nanoOfSecond) {
        return nanoOfSecond != 0 && nanoOfSecond % nanos() != 0;
    }
}
