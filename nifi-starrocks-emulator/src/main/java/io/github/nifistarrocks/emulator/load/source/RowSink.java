package io.github.nifistarrocks.emulator.load.source;

/** Receives the rows that a reader finds in a body. */
public interface RowSink {

    void row(SourceRow row);

    /** A row that cannot be read at all. */
    void broken(String message, String raw);

    /** A message for the error log that counts no row. */
    void note(String message, String raw);
}
