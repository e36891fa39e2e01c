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
public abstract sealed class RowWriter permits JsonRowWriter, CsvRowWriter {

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

    public final void writeNull() throws IOException {
        startColumn();
        writeNullValue();
    }

    public final void writeBoolean(final boolean value) throws IOException {
        startColumn();
        buffer.ascii(value ? "true" : "false");
    }

    public final void writeLong(final long value) throws IOException {
        startColumn();
        buffer.number(value);
    }

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    public final void writeFloat(final float value) throws IOException {
        startColumn();
        if (!Float.isFinite(value)) {
            throw new UnencodableValueException("%s cannot be loaded".formatted(value));
        }
        buffer.ascii(Float.toString(value));
    }

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    public final void writeDouble(final double value) throws IOException {
        startColumn();
        if (!Double.isFinite(value)) {
            throw new UnencodableValueException("%s cannot be loaded".formatted(value));
        }
        buffer.ascii(Double.toString(value));
    }

    /** All digits, never an exponent; as text, so that no reader takes it for a double. */
    public final void writeDecimal(final BigDecimal value) throws IOException {
        startColumn();
        writePlainText(value.toPlainString());
    }

    /** All digits; as text, so that no reader takes it for a double. */
    public final void writeBigInteger(final BigInteger value) throws IOException {
        startColumn();
        writePlainText(value.toString());
    }

    /** {@code yyyy-MM-dd}, years 0 to 9999. */
    public final void writeDate(final LocalDate value) throws IOException {
        startColumn();
        checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        writeQuote();
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, with six digits of fraction where it is not zero; what is finer than a microsecond is cut off. */
    public final void writeDateTime(final LocalDateTime value) throws IOException {
        startColumn();
        checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        buffer.put((byte) ' ');
        buffer.time(value.getHour(), value.getMinute(), value.getSecond());
        buffer.microseconds(value.getNano() / 1000);
        writeQuote();
    }

    /** @throws UnencodableValueException for text with half a surrogate pair, which is no UTF-8, and in CSV for the text that means NULL */
    public final void writeString(final String value) throws IOException {
        startColumn();
        writeText(value);
    }

    /** JSON text: a JSON value in JSON, a text in CSV. */
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

    private static void checkYear(final int year) throws UnencodableValueException {
        if (year < 0 || year > 9999) {
            throw new UnencodableValueException("Year %d is not between 0 and 9999".formatted(year));
        }
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
