package io.github.nifistarrocks.processors.encode;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;

/** What a record's schema says of the values inside of arrays and maps. */
final class NestedTypes {

    /** Of values whose class alone tells what they are. */
    static final DataType UNTOLD = RecordFieldType.STRING.getDataType();

    private NestedTypes() {}

    static Optional<DataType> ofElements(final Optional<DataType> type) {
        return type.flatMap(known -> known instanceof ArrayDataType declared ? Optional.ofNullable(declared.getElementType()) : Optional.empty());
    }

    static Optional<DataType> ofValues(final Optional<DataType> type) {
        return type.flatMap(known -> known instanceof MapDataType declared ? Optional.ofNullable(declared.getValueType()) : Optional.empty());
    }
}
