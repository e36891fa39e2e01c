package io.github.nifistarrocks.processors.scan.column;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.arrow.vector.VarCharVector;

/** Text, unchanged. A BE sends the bytes that are stored, which need not be UTF-8. */
public record TextReader(String column, VarCharVector vector, ReadContext context) implements ColumnReader {

    private static final char REPLACEMENT = '\uFFFD';
    private static final int MAX_SHOWN_BYTES = 100;

    @Override
    public Object value(final int row) {
        return text(row);
    }

    @Override
    public String text(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        final byte[] bytes = vector.get(row);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
            context.inexact(column, () -> """
                    bytes that are not UTF-8, which no text of a record represents: [%s] (hexadecimal). Correct the rows in StarRocks, or exclude the column in \
                    Columns of FetchStarRocksTablets""".formatted(RowText.of(hex(bytes))));
        }
        return text;
    }

    private static boolean isUtf8(final byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String hex(final byte[] bytes) {
        final String shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_SHOWN_BYTES));
        return bytes.length > MAX_SHOWN_BYTES ? shown + "…" : shown;
    }
}
