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

    /**
     * Whether a load ended the same way. Texts of errors are compared up to the row, since the recordings cut the text and number the rows otherwise; of a load
     * that failed as a whole some recordings show that error only.
     */
    boolean isEqual(final ValueResult other) {
        final boolean sameStatus = status.equals("ok") ? other.status.equals("ok") : other.status.startsWith(status);
        return sameStatus && filtered == other.filtered && rows.equals(other.rows)
                && error.map(ValueResult::message).map(text -> other.reports(text)).orElse(true);
    }

    private boolean reports(final String text) {
        return error.map(ValueResult::message).filter(found -> found.startsWith(text)).isPresent() || ("Data quality error: " + status).startsWith(text);
    }

    private static String message(final String error) {
        final int row = error.indexOf(". Row: ");
        return row < 0 ? error : error.substring(0, row);
    }
}
