package io.github.nifistarrocks.processors.change.decode;

import java.util.Optional;

import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.RecordField;

/** The encodings that a source uses for its values. An instance always returns the same for the same field and target. */
@FunctionalInterface
public interface FieldDecodings {

    /** @return empty for a field whose values need no decoding */
    Optional<FieldDecoding> of(RecordField field, TargetColumns target);

    /** For sources that encode only the values of binary columns. */
    static FieldDecodings ofBytes(final FieldDecoding.ValueDecoder decoder) {
        final Optional<FieldDecoding> decoding = Optional.of(new FieldDecoding(RecordTypes.BYTES, decoder));
        return (field, target) -> RecordTypes.isBinary(target.typeFor(field.getFieldName())) ? decoding : Optional.empty();
    }
}
