package io.github.nifistarrocks.processors.cdc;

import java.util.Optional;

import org.apache.nifi.serialization.record.RecordField;

/** The encoding that a source gives its values. What an instance says of a field and a target does not change. */
@FunctionalInterface
interface Decodings {

    /** @return nothing for a field whose values are taken as they are */
    Optional<Decoding> of(RecordField field, Target target);
}
