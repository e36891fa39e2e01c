package io.github.nifistarrocks.client.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

import io.github.nifistarrocks.client.core.RowText;

/**
 * Writes rows in the forms that Stream Load reads, straight into one reusable buffer. The columns of a row are written in the order given at the start, each
 * by exactly one value: a single one, an array or object with all that is inside, or JSON. The writer puts commas, colons and quotes. Not thread-safe.
 *
 * <p>In CSV, arrays and objects are the literals that StarRocks reads (BE: be/src/formats/csv/array_reader.cpp, map_converter.cpp, string_converter.cpp):
 * {@code [1,2,null]} and {@code {"a":1}}, a quote inside of a string doubled. They hold single values and arrays of arrays only, which is for the caller to
 * observe: the reader of a map looks for the next comma without regard to brackets, and there are no literals for maps and structs inside of others.
 */
public abstract sealed class RowWriter permits JsonRowWriter, CsvRowWriter {

    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    final RowBuffer buffer;
    private final int columns;
    private int nextColumn;
    private long rows;
    /** Arrays, objects and JSON values that have begun. */
    private int depth;
    /** Whether a comma comes before the next value inside of another. */
    private boolean separated;
    private boolean inKey;
    private boolean inJson;

    RowWriter(final RowBuffer buffer, final int columns) {
        this.buffer = buffer;
        this.columns = columns;
    }

    /**
     * JSON objects, one a line. NULL is written as null, so that a column of the table that has a default does not get it.
     *
     * @param out gets whole buffers
     * @param columns keys
     */
    public static RowWriter json(final OutputStream out, final List<String> columns) {
        return JsonRowWriter.ofRows(new RowBuffer(out), columns);
    }

    /** CSV in the form of {@link CsvForm}. */
    public static RowWriter csv(final OutputStream out, final int columns) {
        return new CsvRowWriter(new RowBuffer(out), columns);
    }

    /** The text of one JSON value. */
    public static String jsonText(final Content content) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final JsonRowWriter writer = JsonRowWriter.ofValue(new RowBuffer(out, RowBuffer.SMALL));
        writer.beginJson();
        content.write(writer);
        writer.endJson();
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Values that are not single. */
    enum Kind {
        ARRAY_OR_OBJECT, JSON, JSON_TEXT
    }

    /** Writes a value. */
    @FunctionalInterface
    public interface Content {

        void write(RowWriter row) throws IOException;
    }

    /** Begins a row, also after one that could not be written to its end. */
    public final void beginRow() throws IOException {
        nextColumn = 0;
        depth = 0;
        inKey = false;
        inJson = false;
        resetValue();
        writeRowStart();
    }

    public final void endRow() throws IOException {
        if (nextColumn != columns || depth != 0) {
            throw new IllegalStateException("%d of %d columns were written, %d values have not ended".formatted(nextColumn, columns, depth));
        }
        writeRowEnd();
        rows++;
    }

    public final void beginArray() throws IOException {
        begin('[');
    }

    public final void endArray() throws IOException {
        end(']');
    }

    /** Begins an object: a key, its value, the next key and so on. */
    public final void beginObject() throws IOException {
        begin('{');
    }

    public final void endObject() throws IOException {
        end('}');
    }

    /** Begins a key, which is one single value. JSON makes text of it. */
    public final void beginKey() throws IOException {
        startValue();
        separated = false;
        writeKeyQuote();
        inKey = true;
    }

    public final void endKey() throws IOException {
        inKey = false;
        writeKeyQuote();
        buffer.put((byte) ':');
        separated = false;
    }

    public final void writeKey(final String key) throws IOException {
        beginKey();
        writeText(key);
        endKey();
    }

    /** Begins one value that is JSON, with numbers of any size. In CSV it is a field of its own. */
    public final void beginJson() throws IOException {
        beginJson(Kind.JSON);
    }

    public final void endJson() throws IOException {
        endJson(Kind.JSON);
    }

    /** Begins one string whose text is JSON. */
    public final void beginJsonText() throws IOException {
        beginJson(Kind.JSON_TEXT);
    }

    public final void endJsonText() throws IOException {
        endJson(Kind.JSON_TEXT);
    }

    public final void writeNull() throws IOException {
        startValue();
        if (depth == 0) {
            writeNullColumn();
        } else {
            buffer.put(NULL);
        }
    }

    public final void writeBoolean(final boolean value) throws IOException {
        startValue();
        buffer.put(value ? TRUE : FALSE);
    }

    public final void writeLong(final long value) throws IOException {
        startValue();
        buffer.number(value);
    }

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    public final void writeFloat(final float value) throws IOException {
        startValue();
        checkFinite(value);
        buffer.ascii(Float.toString(value));
    }

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    public final void writeDouble(final double value) throws IOException {
        startValue();
        checkFinite(value);
        buffer.ascii(Double.toString(value));
    }

    /** All digits, never an exponent. As text in the rows of JSON, so that no reader takes it for a double; as a number inside of a JSON value. */
    public final void writeDecimal(final BigDecimal value) throws IOException {
        writeDigits(value.toPlainString());
    }

    /** All digits; as {@link #writeDecimal}. */
    public final void writeBigInteger(final BigInteger value) throws IOException {
        writeDigits(value.toString());
    }

    /** {@code yyyy-MM-dd}, years 0 to 9999. */
    public final void writeDate(final LocalDate value) throws IOException {
        startValue();
        checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        writeQuote();
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, with six digits of fraction where it is not zero. What is finer than a microsecond is cut off. */
    public final void writeDateTime(final LocalDateTime value) throws IOException {
        startValue();
        checkYear(value.getYear());
        writeQuote();
        buffer.date(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
        buffer.put((byte) ' ');
        buffer.time(value.getHour(), value.getMinute(), value.getSecond());
        buffer.microseconds(value.getNano() / 1000);
        writeQuote();
    }

    /** @throws UnencodableValueException for text with an unpaired surrogate, and for a column of CSV with the text that means NULL */
    public final void writeString(final String value) throws IOException {
        startValue();
        writeText(value);
    }

    /** One value that is JSON already, on one line. */
    public final void writeJson(final String json) throws IOException {
        startValue();
        writeJsonValue(json);
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

    /** @throws UnencodableValueException when StarRocks has no such year */
    private static void checkYear(final int year) throws UnencodableValueException {
        if (year < 0 || year > 9999) {
            throw new UnencodableValueException("Year %s is not between 0 and 9999".formatted(RowText.of(year)));
        }
    }

    /** @throws UnencodableValueException for NaN and infinity */
    public static void checkFinite(final double value) throws UnencodableValueException {
        if (!Double.isFinite(value)) {
            throw new UnencodableValueException("%s cannot be loaded".formatted(RowText.of(value)));
        }
    }

    private void startValue() throws IOException {
        if (depth == 0) {
            writeColumnStart(nextColumn++);
            return;
        }
        if (separated) {
            buffer.put((byte) ',');
        }
        separated = true;
    }

    private void begin(final char bracket) throws IOException {
        startValue();
        start(Kind.ARRAY_OR_OBJECT);
        buffer.put((byte) bracket);
        enter();
    }

    private void end(final char bracket) throws IOException {
        leave();
        buffer.put((byte) bracket);
        finish(Kind.ARRAY_OR_OBJECT);
    }

    private void beginJson(final Kind kind) throws IOException {
        startValue();
        start(kind);
        enter();
        inJson = true;
    }

    private void endJson(final Kind kind) throws IOException {
        inJson = false;
        leave();
        finish(kind);
    }

    private void enter() throws UnencodableValueException {
        if (inKey) {
            throw new UnencodableValueException("A key of a map must be a single value");
        }
        depth++;
        separated = false;
    }

    private void leave() {
        depth--;
        separated = true;
    }

    private void writeDigits(final String digits) throws IOException {
        startValue();
        writeDigitsQuote();
        buffer.ascii(digits);
        writeDigitsQuote();
    }

    /** Whether the next value is inside of another. */
    final boolean isInside() {
        return depth > 0;
    }

    final boolean isInKey() {
        return inKey;
    }

    final boolean isInJson() {
        return inJson;
    }

    /** Forgets what a value that was not written to its end has set. */
    abstract void resetValue();

    abstract void writeRowStart() throws IOException;

    abstract void writeRowEnd() throws IOException;

    abstract void writeColumnStart(int column) throws IOException;

    abstract void writeNullColumn() throws IOException;

    /** Before the content of a value that is not single. */
    abstract void start(Kind kind) throws IOException;

    /** After the content of a value that is not single. */
    abstract void finish(Kind kind) throws IOException;

    /** Before and after keys. */
    abstract void writeKeyQuote() throws IOException;

    /** Before and after dates. */
    abstract void writeQuote() throws IOException;

    /** Before and after decimals and large whole numbers. */
    abstract void writeDigitsQuote() throws IOException;

    abstract void writeText(String text) throws IOException;

    abstract void writeJsonValue(String json) throws IOException;
}
