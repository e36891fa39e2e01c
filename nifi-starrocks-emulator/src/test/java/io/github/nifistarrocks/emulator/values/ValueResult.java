package io.github.nifistarrocks.emulator.values;

import java.util.List;
import java.util.Optional;

/**
 * What a BE made of a body.
 *
 * @param status ok, or why the load failed as a whole
 * @param filtered number of invalid rows
 * @param rows the loaded rows, values as the MySQL protocol prints them; each char is one byte, since bytes need not be UTF-8; null is NULL
 * @param error the first message of the error log, where it is recorded
 */
record ValueResult(String status, long filtered, List<List<String>> rows, Optional<String> error) {

    /** Whether a load ended the same way. Texts of errors are compared up to the row, since the recordings cut the text and number the rows otherwise. */
    boolean isEqual(final ValueResult other) {
        return status.equals(other.status) && filtered == other.filtered && rows.equals(other.rows)
                && error.map(ValueResult::message).map(text -> other.error.map(ValueResult::message).filter(found -> found.startsWith(text)).isPresent()).orElse(true);
    }

    private static String message(final String error) {
        final int row = error.indexOf(". Row: ");
        return row < 0 ? error : error.substring(0, row);
    }
}
