package io.github.nifistarrocks.processors.scan.column;

import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.arrow.vector.VarCharVector;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** DATETIME, which Arrow carries as text, with or without microseconds. */
record DateTimeReader(String column, TemporalVector source, WallClock clock) implements ColumnReader {

    DateTimeReader(final String column, final VarCharVector vector, final WallClock clock) {
        this(column, new TemporalVector(column, vector), clock);
    }

    @Override
    public Object value(final int row) {
        final LocalDateTime time = source.dateTime(row);
        if (time != null && !clock.keeps(time)) {
            throw new UnreadableColumnException(column, """
                    has the DATETIME %s, which does not exist in the time zone of the JVM. NiFi's record writers would write another time. Run NiFi in UTC, \
                    or declare the column as string in the schema of the record writer""".formatted(RowText.of(source.text(row))));
        }
        return time == null ? null : Timestamp.valueOf(time);
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDateTime time = source.dateTime(row);
        if (time == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        return clock.keeps(time) ? DataTypeUtils.toString(Timestamp.valueOf(time), format) : DateTimeFormatter.ofPattern(format).format(time);
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
