package io.github.nifistarrocks.processors.origin;

import java.util.Set;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/** Values of a CSV line for which there is no field. NiFi's readers keep them under names of their own if they are asked to (CSVRecordReader). */
final class SurplusValues {

    private static final String NAME = "unknown_field_index_";

    private SurplusValues() {}

    /** @throws InvalidRecordException when the record has such a value: the line may have a separator inside of a value, so that the others are shifted */
    static void refuse(final Record record, final long number) throws InvalidRecordException {
        final Set<String> names = record.getRawFieldNames();
        final int fields = record.getSchema().getFieldCount();
        if (names.size() > fields && names.stream().anyMatch(name -> name.startsWith(NAME))) {
            throw new InvalidRecordException("""
                    Record %d has %d values, but there are only %d fields. A value may contain the separator without quotes. Correct the line, add the missing names \
                    to the header or schema, or set Unknown Fields to Ignore""".formatted(number, names.size(), fields));
        }
    }
}
