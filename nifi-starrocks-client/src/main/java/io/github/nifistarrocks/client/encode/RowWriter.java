package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Writes rows as Stream Load reads them, straight into one reusable buffer. The columns of a row are written in the order given at the start, each
 * exactly once. Not thread-safe.
 */
public abstract sealed class RowWriter implements ValueWriter permits JsonRowWriter, CsvRowWriter {

    final RowBuffer buffer;
    private final int columns;
    private int next;
    private long rows;

    RowWriter(final OutputStream out, final int columns) {
        this.buffer = new RowBuffer(out);
        this.columns = columns;
    }

    /**
     * JSON objects, one a line; NULL is written as null, so that a column of the table that has a default does not get it.
     *
     * @param out gets whole buffers
     * @param columns keys
     */
    public static RowWriter json(final OutputStream out, final List<String> columns) {
        return new JsonRowWriter(out, columns);
    }

    /** CSV in the form of {@link CsvForm}. */
    public static RowWriter csv(final OutputStream out, final int columns) {
        return new CsvRowWriter(out, columns);
    }

    public final void beginRow() throws IOException {
        next = 0;
        writeRowStart();
    }

    public final void endRow() throws IOException {
        if (next != columns) {
            throw new IllegalStateException("%d of %d columns were written".formatted(next, columns));
        }
        writeRowEnd();
        rows++;
    }

    @Override
    public final void writeNull() throws IOException {
        startColumn();
        writeNullValue();
    }

    @Override
    public final void writeBoolean(final boolean value) throws IOException {
        startColumn();
        buffer.ascii(value ? "true" : "false");
    }

    @Override
    public final void writeLong(final long value) throws IOException {
        startColumn();
        buffer.number(value);
    }

    @Override
    public final void writeFloat(final float value) throws IOException {
        startColumn();
        ValueWriter.checkFinite(value);
        buffer.ascii(Float.toString(value));
    }

    @Override
    public final void writeDouble(final double value) throws IOException {
        startColumn();
        ValueWriter.checkFinite(value);
        buffer.ascii(Double.toString(value));
    }

    @Override
    public final void writeDecimal(final BigDecimal value) throws IOException {
        startColumn();
        writePlainText(value.toPlainString());
    }

    @Override
    public final void writeBigInteger(final BigInteger value) throws IOException {
        startColumn();
        writePlainText(value.toString());
    }

    @Override
    public final void writeDate(final LocalDate value) throws IOException {
        startColumn();
        ValueWriter.checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        writeQuote();
    }

    @Override
    public final void writeDateTime(final LocalDateTime value) throws IOException {
        startColumn();
        ValueWriter.checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        buffer.put((byte) ' ');
        buffer.time(value.getHour(), value.getMinute(), value.getSecond());
        buffer.microseconds(value.getNano() / 1000);
        writeQuote();
    }

    @Override
    public final void writeString(final String value) throws IOException {
        startColumn();
        writeText(value);
    }

    @Override
    public final void writeJson(final String json) throws IOException {
        startColumn();
        writeJsonText(json);
    }

    /** Rows ended so far. */
    public final long rows() {
        return rows;
    }

    /** Bytes written so far. */
    public final long bytes() {
        return buffer.bytes();
    }

    /** Hands what is buffered to the stream. */
    public final void flush() throws IOException {
        buffer.flush();
    }

    private void startColumn() throws IOException {
        writeColumnStart(next++);
    }

    abstract void writeRowStart() throws IOException;

    abstract void writeRowEnd() throws IOException;

    abstract void writeColumnStart(int column) throws IOException;

    abstract void writeNullValue() throws IOException;

    abstract void writeQuote() throws IOException;

    abstract void writePlainText(String ascii) throws IOException;

    abstract void writeText(String text) throws IOException;

    abstract void writeJsonText(String json) throws IOException;
}
