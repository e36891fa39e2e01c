package io.github.nifistarrocks.processors.scan.column;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;

import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import org.apache.arrow.vector.VarCharVector;

/** A vector of dates {@code yyyy-MM-dd} or times {@code yyyy-MM-dd HH:mm:ss[.SSSSSS]}, read by position from a buffer that all values share. */
final class TemporalVector {

    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 19;
    private static final int MICROS_LENGTH = 26;

    private final String column;
    private final VarCharVector vector;
    private final ReadContext context;
    private final byte[] text = new byte[MICROS_LENGTH];
    private int length;

    TemporalVector(final String column, final VarCharVector vector, final ReadContext context) {
        this.column = column;
        this.vector = vector;
        this.context = context;
    }

    /** @return null for NULL */
    LocalDate date(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        load(row);
        if (length != DATE_LENGTH) {
            throw invalid(ScalarType.DATE, row, new DateTimeException("Unexpected length"));
        }
        try {
            return LocalDate.of(year(), month(), day());
        } catch (DateTimeException e) {
            throw invalid(ScalarType.DATE, row, e);
        }
    }

    /** @return null for NULL */
    LocalDateTime dateTime(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        load(row);
        if (length != SECONDS_LENGTH && (length <= SECONDS_LENGTH + 1 || length > MICROS_LENGTH || text[SECONDS_LENGTH] != '.')) {
            throw invalid(ScalarType.DATETIME, row, new DateTimeException("Unexpected length"));
        }
        try {
            expect(DATE_LENGTH, ' ');
            expect(13, ':');
            expect(16, ':');
            return LocalDateTime.of(year(), month(), day(), number(11, 13), number(14, 16), number(17, SECONDS_LENGTH), nanos());
        } catch (DateTimeException e) {
            throw invalid(ScalarType.DATETIME, row, e);
        }
    }

    private void load(final int row) {
        final int start = vector.getStartOffset(row);
        length = vector.getEndOffset(row) - start;
        if (length <= MICROS_LENGTH) {
            vector.getDataBuffer().getBytes(start, text, 0, length);
        }
    }

    private int year() {
        expect(4, '-');
        expect(7, '-');
        return number(0, 4);
    }

    private int month() {
        return number(5, 7);
    }

    private int day() {
        return number(8, DATE_LENGTH);
    }

    private int nanos() {
        if (length == SECONDS_LENGTH) {
            return 0;
        }
        int nanos = number(SECONDS_LENGTH + 1, length);
        for (int digits = length - SECONDS_LENGTH - 1; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private void expect(final int position, final char expected) {
        if (text[position] != expected) {
            throw new DateTimeException("Unexpected character");
        }
    }

    private int number(final int from, final int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            final int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("Not a digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private UnreadableColumnException invalid(final ScalarType type, final int row, final DateTimeException cause) {
        return context.invalid(column, type.name(), new String(vector.get(row), StandardCharsets.UTF_8), cause);
    }
}
