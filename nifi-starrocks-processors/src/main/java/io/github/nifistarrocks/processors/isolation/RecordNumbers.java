package io.github.nifistarrocks.processors.isolation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;

/** Reads the numbers of records that rows in an error log show. */
final class RecordNumbers {

    private static final Pattern ROW_NUMBER = Pattern.compile(Pattern.quote(AddedColumns.ROW_NUMBER) + "\\W{1,4}(\\d{1,18})");

    private RecordNumbers() {}

    /** Whether the row shows the number of its record. */
    static boolean isShown(final RejectedRow row) {
        return of(row) > 0;
    }

    /** @return the number of the record of a row; 0 if the row does not show it. Of several numbers the last is used, because the text of the row may contain others. */
    static long of(final RejectedRow row) {
        long number = 0;
        for (final Matcher matcher = ROW_NUMBER.matcher(row.row()); matcher.find();) {
            number = Long.parseLong(matcher.group(1));
        }
        return number;
    }

    /**
     * Rejects the records of a range whose numbers an error log shows. A number outside of the range is part of the text of a row.
     *
     * @return number of records that were not rejected before
     */
    static long reject(final RecordRange range, final List<RejectedRow> log, final Rejections rejections) throws InvalidRecordException {
        long added = 0;
        for (final RejectedRow row : log) {
            final long number = of(row);
            if (range.contains(number) && rejections.add(number, row.reason())) {
                added++;
            }
        }
        return added;
    }
}
