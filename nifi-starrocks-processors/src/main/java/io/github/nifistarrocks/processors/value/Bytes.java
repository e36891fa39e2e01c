package io.github.nifistarrocks.processors.value;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.ArrayDataType;

/** Binary values, which NiFi holds as byte[], or as an array of Byte objects with the type ARRAY of BYTE. */
public final class Bytes {

    private Bytes() {}

    /** @return empty when the value is not binary */
    public static Optional<byte[]> of(final Object value, final DataType type) {
        if (value instanceof byte[] bytes) {
            return Optional.of(bytes);
        }
        if (!(value instanceof Object[] elements) || !(value instanceof Byte[] || isBytes(type))) {
            return Optional.empty();
        }
        final byte[] bytes = new byte[elements.length];
        for (int i = 0; i < bytes.length; i++) {
            if (!(elements[i] instanceof Number number)) {
                return Optional.empty();
            }
            bytes[i] = number.byteValue();
        }
        return Optional.of(bytes);
    }

    private static boolean isBytes(final DataType type) {
        return type instanceof ArrayDataType array && array.getElementType() != null && array.getElementType().getFieldType() == RecordFieldType.BYTE;
    }
}
