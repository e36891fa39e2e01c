package io.github.nifistarrocks.processors.scan.column;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;

import io.github.nifistarrocks.client.core.RowText;

/** What the readers of a scan share: the row that is read, the time zone, and the treatment of values that are invalid or that a record writer would change. */
public final class ReadContext {

    private final WallClock clock;
    private long row;

    public ReadContext(final WallClock clock) {
        this.clock = clock;
    }

    /** @param number of the row that is read next, from 1 */
    public void moveTo(final long number) {
        row = number;
    }

    boolean keeps(final LocalDate date) {
        return clock.keeps(date);
    }

    boolean keeps(final LocalDateTime time) {
        return clock.keeps(time);
    }

    /**
     * Reports a value that does not reach the output as it is.
     *
     * @param column its path: the column, or a part of it
     * @param value the value with its type, and what is wrong with it
     * @throws UnreadableColumnException always
     */
    public void inexact(final String column, final String value) {
        throw new UnreadableColumnException(column, "has in row %d %s".formatted(row, value));
    }

    /**
     * Formats a date or time that NiFi's own types would change.
     *
     * @throws UnreadableColumnException when the format cannot represent its year
     */
    String formatted(final String column, final Temporal value, final String format) {
        final String text = DateTimeFormatter.ofPattern(format).format(value);
        if (value.get(ChronoField.YEAR) < 1 && !text.equals(DateTimeFormatter.ofPattern(format.replace('y', 'u')).format(value))) {
            inexact(column, "the value %s, whose year the format [%s] writes as another one. Use u for the year, as in uuuu-MM-dd"
                    .formatted(RowText.of(value), format));
        }
        return text;
    }

    /** A value that is not one of its type. */
    UnreadableColumnException invalid(final String column, final String type, final String value, final RuntimeException cause) {
        return new UnreadableColumnException(column, "has in row %d a value that is not a valid %s: [%s]".formatted(row, type, RowText.of(value)), cause);
    }
}
