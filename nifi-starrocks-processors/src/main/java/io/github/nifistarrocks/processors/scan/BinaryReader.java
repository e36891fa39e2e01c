package io.github.nifistarrocks.processors.scan;

import java.util.Base64;

import org.apache.arrow.vector.VarBinaryVector;

/** Bytes; as text they are base64, which StarRocks takes back when it loads VARBINARY. */
record BinaryReader(VarBinaryVector vector) implements ColumnReader {

    /** A byte array, which NiFi's writers turn into what they write for an array of bytes. */
    @Override
    public Object value(final int row) {
        return vector.isNull(row) ? null : vector.get(row);
    }

    @Override
    public String text(final int row) {
        return vector.isNull(row) ? null : Base64.getEncoder().encodeToString(vector.get(row));
    }
}
