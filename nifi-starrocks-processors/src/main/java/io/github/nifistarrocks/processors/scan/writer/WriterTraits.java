package io.github.nifistarrocks.processors.scan.writer;

import org.apache.nifi.serialization.record.DataType;

/** What a record writer keeps of values. */
public interface WriterTraits {

    /** @param written type of a field in the schema of the record writer */
    WrittenPrecision precision(DataType written);

    /** Whether blanks at the beginning and end of text are written. */
    boolean keepsBlanks();
}
