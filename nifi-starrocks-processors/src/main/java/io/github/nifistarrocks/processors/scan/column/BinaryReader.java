package io.github.nifistarrocks.processors.scan.column;

import java.util.Base64;

import org.apache.arrow.vector.VarBinaryVector;

/** Bytes. Their text is base64, which StarRocks accepts when it loads VARBINARY. */
record BinaryReader(String column, VarBinaryVector vector, ReadContext context) implements ColumnReader {

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
        return vector.isNull(row) ? null : Base64.getEncoder().encodeToString(vector.get(row));
    }
}
