package io.github.nifistarrocks.emulator.load.source;

/** Receives the rows that a reader finds in a body. */
public interface RowSink {

    void row(SourceRow row);

    /** A row that cannot be read at all. */
    void broken(String message, String raw);
}
