package io.github.nifistarrocks.processors.origin;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

/** The values of the records of one reader, which reads without converting them. Not thread-safe. */
public final class RecordValues {

    /** Text of a reader of XML behind NiFi's proxy. */
    private static final String XML_READERS = "org.apache.nifi.xml.";

    private final RecordReader reader;
    private final DeclaredTypes declared = new DeclaredTypes();
    private ValueOrigin origin;
    private boolean isXml;
    private JsonDates dates;

    public RecordValues(final RecordReader reader) {
        this.reader = reader;
    }

    /** Where the values come from. All records of a reader have the same origin; {@link ValueOrigin#DECLARED} before the first one. */
    public ValueOrigin origin() {
        return origin == null ? ValueOrigin.DECLARED : origin;
    }

    /**
     * The record with values as the user meant them: those that the reader found, or those of the types that the user declared.
     *
     * @param number of the record, for messages
     */
    public Record of(final Record record, final long number) throws InvalidRecordException {
        if (origin == null) {
            origin = ValueOrigin.of(record, reader);
            isXml = String.valueOf(reader).startsWith(XML_READERS);
            dates = new JsonDates(origin == ValueOrigin.DECLARED);
        }
        final Record completed = isXml ? XmlArrays.complete(record, record.getSchema()) : record;
        final Record dated = ValueOrigin.isJson(completed) ? dates.restore(completed) : completed;
        return origin == ValueOrigin.DECLARED ? declared.convert(dated, number) : dated;
    }
}
