package io.github.nifistarrocks.processors.scan.column;

import java.util.Base64;

import org.apache.arrow.vector.VarBinaryVector;

/**
 * Bytes. Their text is base64, which StarRocks accepts when it loads VARBINARY.
 *
 * @param isField whether the text is a field of its own, which some record writers write as NULL when it is empty
 */
record BinaryReader(String column, VarBinaryVector vector, boolean isField, ReadContext context) implements ColumnReader {

    /** A byte array, which NiFi's writers write as an array of bytes. */
    @Override
    public Object value(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        final byte[] bytes = vector.get(row);
        if (bytes.length == 0 && context.isXml()) {
            context.inexact(column, () -> "an empty VARBINARY, which XML does not represent. Declare the column as string in the schema of the record writer");
        }
        return bytes;
    }

    @Override
    public String text(final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        final String text = Base64.getEncoder().encodeToString(vector.get(row));
        if (isField && text.isEmpty() && vector.getField().isNullable() && context.nullText().filter(String::isEmpty).isPresent()) {
            context.reportNullText(column, text);
        }
        return text;
    }
}
