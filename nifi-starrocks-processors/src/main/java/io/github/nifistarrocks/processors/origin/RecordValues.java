package io.github.nifistarrocks.processors.origin;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

/** The values of the records of one reader, which reads without converting them. Not thread-safe. */
public final class RecordValues {

    /** Text of a reader of XML behind NiFi's proxy. */
    private static final String XML_READERS = "org.apache.nifi.xml.";
    /** The same of a reader of CSV. */
    private static final String CSV_READERS = "org.apache.nifi.csv.";

    private final RecordReader reader;
    private final DeclaredTypes declared = new DeclaredTypes();
    private ValueOrigin origin;
    private boolean isXml;
    private boolean isCsv;
    private boolean isJson;
    private JsonDates dates;

    public RecordValues(final RecordReader reader) {
        this.reader = reader;
    }

    /** Where the values come from. All records of a reader have the same origin; {@link ValueOrigin#DECLARED} before the first one. */
    public ValueOrigin origin() {
        return origin == null ? ValueOrigin.DECLARED : origin;
    }

    /** A record as it is in the content: with the text of dates that the reader has read leniently. */
    public Record found(final Record record) {
        if (origin == null) {
            origin = ValueOrigin.of(record, reader);
            isXml = String.valueOf(reader).startsWith(XML_READERS);
            isCsv = String.valueOf(reader).startsWith(CSV_READERS);
            isJson = ValueOrigin.isJson(record, reader);
            dates = new JsonDates(origin == ValueOrigin.DECLARED);
        }
        return isJson ? dates.restore(record) : record;
    }

    /** Refuses a record of CSV that has values without a field. */
    public void requireFields(final Record record, final long number) throws InvalidRecordException {
        if (isCsv) {
            SurplusValues.refuse(record, number);
        }
    }

    /**
     * The record with values as the user meant them: those that were found, or those of the types that the user declared.
     *
     * @param record from {@link #found}
     * @param number of the record, for messages
     */
    public Record of(final Record record, final long number) throws InvalidRecordException {
        final Record completed = isXml ? XmlArrays.complete(record, record.getSchema()) : record;
        return origin == ValueOrigin.DECLARED ? declared.convert(completed, number) : completed;
    }
}
