package io.github.nifistarrocks.processors.scan.column;

import java.sql.Date;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.arrow.vector.VarCharVector;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** DATE, which Arrow carries as text. */
record DateReader(String column, TemporalVector source, WallClock clock) implements ColumnReader {

    DateReader(final String column, final VarCharVector vector, final WallClock clock) {
        this(column, new TemporalVector(column, vector), clock);
    }

    @Override
    public Object value(final int row) {
        final LocalDate date = source.date(row);
        if (date != null && !clock.keeps(date)) {
            throw new UnreadableColumnException(column, """
                    has the DATE %s, which NiFi's record writers would write as another day in the time zone of the JVM. Declare the column as string in \
                    the schema of the record writer""".formatted(RowText.of(date)));
        }
        return date == null ? null : Date.valueOf(date);
    }

    @Override
    public Object exactValue(final int row) {
        final LocalDate date = source.date(row);
        return date == null || !clock.keeps(date) ? date : Date.valueOf(date);
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDate date = source.date(row);
        if (date == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        return clock.keeps(date) ? DataTypeUtils.toString(Date.valueOf(date), format) : DateTimeFormatter.ofPattern(format).format(date);
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
