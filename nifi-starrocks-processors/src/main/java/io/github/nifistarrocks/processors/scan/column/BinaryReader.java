package io.github.nifistarrocks.processors.scan.column;

import java.util.Base64;

import org.apache.arrow.vector.VarBinaryVector;

/** Bytes. Their text is base64, which StarRocks accepts when it loads VARBINARY. */
record BinaryReader(VarBinaryVector vector) implements ColumnReader {

    /** A byte array, which NiFi's writers write as an array of bytes. */
    @Override
    public Object value(final int row) {
        return vector.isNull(row) ? null : vector.get(row);
    }

    @Override
    public String text(final int row) {
        return vector.isNull(row) ? null : Base64.getEncoder().encodeToString(vector.get(row));
    }
}
