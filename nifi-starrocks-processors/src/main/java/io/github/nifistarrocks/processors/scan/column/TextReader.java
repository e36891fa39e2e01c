package io.github.nifistarrocks.processors.scan.column;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.arrow.vector.VarCharVector;

/** Text, unchanged. A BE sends the bytes that are stored, which need not be UTF-8. */
public final class TextReader implements ColumnReader {

    private static final char REPLACEMENT = '\uFFFD';
    private static final int MAX_SHOWN_BYTES = 100;
    /** Longer values are read into an array of their own. */
    private static final int MAX_SHARED_BYTES = 512;

    private final String column;
    private final VarCharVector vector;
    private final boolean isField;
    private final boolean isXml;
    /** The text that the writer writes as NULL, where it matters. */
    private final Optional<String> nullText;
    private final ReadContext context;
    private final byte[] shared = new byte[MAX_SHARED_BYTES];

    /** @param isField whether the text is a field of its own, which some record writers trim, such as that of CSV by default */
    TextReader(final String column, final VarCharVector vector, final boolean isField, final ReadContext context) {
        this.column = column;
        this.vector = vector;
        this.isField = isField;
        this.context = context;
        isXml = context.isXml();
        nullText = (isField || isXml) && vector.getField().isNullable() ? context.nullText() : Optional.empty();
    }

    public String column() {
        return column;
    }

    @Override
    public Object value(final int row) {
        return checked(row);
    }

    /** A part of the text of a nested value is JSON there, which represents all text. */
    @Override
    public String text(final int row) {
        return isField ? checked(row) : read(row);
    }

    private String checked(final int row) {
        final String text = read(row);
        if (text == null) {
            return null;
        }
        if (isXml) {
            context.requireText(column, text);
        }
        if (nullText.isPresent() && text.equals(nullText.get())) {
            context.reportNullText(column, text);
        }
        if (isField && !text.isEmpty() && (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1))) && !context.keepsBlanks()) {
            context.inexact(column, () -> "text with blanks at its beginning or end, which the record writer would remove: [%s]. Set its Trim Fields to false"
                    .formatted(ReadContext.shown(text)));
        }
        return text;
    }

    private String read(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        final int start = vector.getStartOffset(row);
        final int length = vector.getEndOffset(row) - start;
        final byte[] bytes = length <= MAX_SHARED_BYTES ? shared : new byte[length];
        vector.getDataBuffer().getBytes(start, bytes, 0, length);
        final String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, length)) {
            context.inexact(column, () -> """
                    bytes that are not UTF-8, which no text of a record represents: [%s] (hexadecimal). Correct the rows in StarRocks, or exclude the column in \
                    Columns of FetchStarRocksTablets""".formatted(RowText.of(hex(bytes, length))));
        }
        if (text.length() < length) {
            context.requireCharacters(column, text);
        }
        return text;
    }

    /** As {@link String#trim} does. */
    private static boolean isBlank(final char character) {
        return character <= ' ';
    }

    private static boolean isUtf8(final byte[] bytes, final int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String hex(final byte[] bytes, final int length) {
        final String shown = HexFormat.of().formatHex(bytes, 0, Math.min(length, MAX_SHOWN_BYTES));
        return length > MAX_SHOWN_BYTES ? shown + "…" : shown;
    }
}
