package io.github.nifistarrocks.processors.scan.column;

import java.sql.Date;
import java.time.LocalDate;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** DATE, which Arrow carries as text. */
record DateReader(TemporalVector source, TextReader texts, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final LocalDate date = source.date(row);
        if (date != null && !context.keeps(date)) {
            context.inexact(texts.column(), () -> """
                    the DATE %s, which NiFi's record writers would write as another day in the time zone of the JVM. Set Temporal Values to Text"""
                    .formatted(RowText.of(date)));
        }
        return date == null ? null : Date.valueOf(date);
    }

    @Override
    public Object exactValue(final int row) {
        final LocalDate date = source.date(row);
        return date == null || !context.keeps(date) ? date : Date.valueOf(date);
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDate date = source.date(row);
        if (date == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        return context.keeps(date) ? DataTypeUtils.toString(Date.valueOf(date), format) : context.formatted(texts.column(), date, format);
    }

    @Override
    public String text(final int row) {
        return texts.text(row);
    }
}
