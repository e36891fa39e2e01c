package io.github.nifistarrocks.emulator.load.csv;

import java.util.List;

/** Finds rows in bytes, one after the other. */
interface RowScanner {

    /** The end of the row is not there yet. */
    int INCOMPLETE = -1;

    /**
     * @param start where the row begins; the same bytes may stand elsewhere in the next call
     * @return the position behind the row's delimiter, or {@link #INCOMPLETE}
     */
    int scan(byte[] bytes, int start, int end);

    /** The last row, which may lack its delimiter. */
    void scanLast(byte[] bytes, int start, int end);

    /**
     * The fields of the row found last; empty for an empty row.
     *
     * @return null where {@code \N} is written
     */
    List<String> fields();

    /** Where the row found last ends for the error log. */
    int recordEnd();
}
