package io.github.nifistarrocks.processors.scan.column;

import java.sql.Timestamp;
import java.time.LocalDateTime;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.scan.writer.WrittenPrecision;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * DATETIME, which Arrow carries as text, with or without microseconds.
 *
 * @param precision of the record writer for this column, unless it requests text in a format
 */
record DateTimeReader(TemporalVector source, TextReader texts, WrittenPrecision precision, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final LocalDateTime time = source.dateTime(row);
        if (time == null) {
            return null;
        }
        if (cuts(precision, time, row)) {
            return Timestamp.valueOf(time);
        }
        if (!context.keeps(time)) {
            context.inexact(texts.column(), () -> """
                    the DATETIME %s, which NiFi's record writers would write as another time in the time zone of the JVM. Set Temporal Values to Text, or run \
                    NiFi in UTC""".formatted(RowText.of(texts.text(row))));
        } else if (!context.keepsInstant(time) && !precision.isText()) {
            context.inexact(texts.column(), () -> """
                    the DATETIME %s, which the record writer would write as the milliseconds of another calendar or time zone. Set its Timestamp Format to \
                    yyyy-MM-dd HH:mm:ss.SSSSSS, or Temporal Values to Text""".formatted(RowText.of(texts.text(row))));
        }
        return Timestamp.valueOf(time);
    }

    /** Whether the writer drops a part of the time, which is reported then: a value counts once. */
    private boolean cuts(final WrittenPrecision written, final LocalDateTime time, final int row) {
        final boolean cut = written.cuts(time);
        if (cut) {
            final String part = written.isWhole() && written.nanos() <= WrittenPrecision.SECOND ? "fraction of a second" : "date or time of day";
            context.inexact(texts.column(), () -> """
                    the DATETIME %s, whose %s the record writer would cut off. Set its Timestamp Format to yyyy-MM-dd HH:mm:ss.SSSSSS, declare the field as \
                    timestamp or string, or set Temporal Values to Text""".formatted(RowText.of(texts.text(row)), part));
        }
        return cut;
    }

    @Override
    public String formatted(final int row, final String format) {
        final LocalDateTime time = source.dateTime(row);
        if (time == null || format == null) {
            return DataTypeUtils.toString(value(row), (String) null);
        }
        cuts(context.precisionOf(format), time, row);
        return context.keeps(time) ? DataTypeUtils.toString(Timestamp.valueOf(time), format) : context.formatted(texts.column(), time, format);
    }

    @Override
    public String text(final int row) {
        return texts.text(row);
    }
}
