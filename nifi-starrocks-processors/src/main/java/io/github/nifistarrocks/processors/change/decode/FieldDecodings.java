package io.github.nifistarrocks.processors.change.decode;

import java.util.Optional;

import org.apache.nifi.serialization.record.RecordField;

/** The encoding that a source gives its values. What an instance says of a field and a target does not change. */
@FunctionalInterface
public interface FieldDecodings {

    /** @return nothing for a field whose values are taken as they are */
    Optional<FieldDecoding> of(RecordField field, TargetColumns target);

    /** Binary columns alone are encoded. */
    static FieldDecodings ofBytes(final FieldDecoding.ValueDecoder decoder) {
        final FieldDecoding decoding = new FieldDecoding(ValueDecoders.BYTES, decoder);
        return (field, target) -> target.columnFor(field.getFieldName()).filter(column -> ColumnTypes.isBinary(column.type())).map(column -> decoding);
    }
}
