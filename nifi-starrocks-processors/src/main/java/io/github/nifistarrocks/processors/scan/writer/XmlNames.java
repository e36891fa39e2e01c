package io.github.nifistarrocks.processors.scan.writer;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/** The names of fields that become names of XML elements. NiFi's writer writes all others too, without some of their characters, so that its output is not XML. */
public final class XmlNames {

    private XmlNames() {}

    /** The first field, or field of a record in it, whose name an XML element cannot have. */
    public static Optional<String> invalid(final RecordSchema schema) {
        for (final RecordField field : schema.getFields()) {
            final Optional<String> invalid = XmlText.isName(field.getFieldName()) ? invalid(field.getDataType()) : Optional.of(field.getFieldName());
            if (invalid.isPresent()) {
                return invalid;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> invalid(final DataType type) {
        return switch (type) {
            case RecordDataType record -> invalid(record.getChildSchema());
            case ArrayDataType array -> invalid(array.getElementType());
            case MapDataType map -> invalid(map.getValueType());
            default -> Optional.empty();
        };
    }
}
