package io.github.nifistarrocks.processors.scan.column;

import java.sql.Date;
import java.time.LocalDate;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.scan.writer.WrittenPrecision;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * DATE, which Arrow carries as text.
 *
 * @param precision of the record writer for this column, unless it requests text in a format
 */
record DateReader(TemporalVector source, TextReader texts, WrittenPrecision precision, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final LocalDate date = source.date(row);
        if (date != null && !cuts(precision, date) && !context.keeps(date)) {
            context.inexact(texts.column(), () -> """
                    the DATE %s, which NiFi's record writers would write as another day in the time zone of the JVM. Set Temporal Values to Text"""
                    .formatted(RowText.of(date)));
        }
        return date == null ? null : Date.valueOf(date);
    }

    @Override
    public Object exactValue(final int row) {
        final LocalDate date = source.date(row);
        if (date != null) {
            cuts(precision, date);
        }
        return date == null || !context.keeps(date) ? date : Date.valueOf(date);
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDate date = source.date(row);
        if (date == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        cuts(context.precisionOf(format), date);
        return context.keeps(date) ? DataTypeUtils.toString(Date.valueOf(date), format) : context.formatted(texts.column(), date, format);
    }

    /** Whether the writer drops a part of the date, which is reported then. */
    private boolean cuts(final WrittenPrecision written, final LocalDate date) {
        if (!written.isWhole()) {
            context.inexact(texts.column(), () -> """
                    the DATE %s, of which the record writer would cut off a part. Set its Date Format to yyyy-MM-dd, declare the field as date or string, or \
                    set Temporal Values to Text""".formatted(RowText.of(date)));
        }
        return !written.isWhole();
    }

    @Override
    public String text(final int row) {
        return texts.text(row);
    }
}
