package io.github.nifistarrocks.processors.cdc;

import java.util.Optional;

import org.apache.nifi.serialization.record.RecordField;

/** The encoding that a source gives its values. What an instance says of a field and a target does not change. */
@FunctionalInterface
interface Decodings {

    /** @return nothing for a field whose values are taken as they are */
    Optional<Decoding> of(RecordField field, Target target);

    /** Binary columns alone are encoded. */
    static Decodings ofBytes(final Decoding.ValueDecoder decoder) {
        final Decoding decoding = new Decoding(Decoders.BYTES, decoder);
        return (field, target) -> target.columnFor(field.getFieldName()).filter(column -> ColumnTypes.isBinary(column.type())).map(column -> decoding);
    }
}
