package io.github.nifistarrocks.emulator.store;

/** Rows of a scan, one at a time. Not for use by several threads at once. */
public interface RowCursor extends AutoCloseable {

    /** @return false behind the last row */
    boolean next();

    /** @param column from 0, in the order asked for */
    Object value(int column);

    @Override
    void close();
}
