package io.github.nifistarrocks.processors.scan.column;

import java.sql.Timestamp;
import java.time.LocalDateTime;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** DATETIME, which Arrow carries as text, with or without microseconds. */
record DateTimeReader(TemporalVector source, TextReader texts, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final LocalDateTime time = source.dateTime(row);
        if (time != null && !context.keeps(time)) {
            context.inexact(texts.column(), """
                    the DATETIME %s, which NiFi's record writers would write as another time in the time zone of the JVM. Run NiFi in UTC, or declare the \
                    column as string in the schema of the record writer""".formatted(RowText.of(texts.text(row))));
        }
        return time == null ? null : Timestamp.valueOf(time);
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDateTime time = source.dateTime(row);
        if (time == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        return context.keeps(time) ? DataTypeUtils.toString(Timestamp.valueOf(time), format) : context.formatted(texts.column(), time, format);
    }

    @Override
    public String text(final int row) {
        return texts.text(row);
    }
}
