package io.github.nifistarrocks.emulator.load.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows without enclose and escape: the delimiter ends a row wherever it stands (BE: split_record in {@code formats/csv/csv_reader.cpp}). */
final class PlainRowScanner implements RowScanner {

    private final byte[] separator;
    private final byte[] delimiter;
    private final boolean trim;
    private byte[] row;
    private int rowStart;
    private int rowEnd;
    /** Number of bytes after the start that are known to contain no delimiter. */
    private int searched;

    PlainRowScanner(final CsvFormat format) {
        this.separator = format.separator();
        this.delimiter = format.delimiter();
        this.trim = format.trim();
    }

    @Override
    public int scan(final byte[] bytes, final int start, final int end) {
        final int found = ByteSearch.find(bytes, start + searched, end, delimiter);
        if (found < 0) {
            searched = Math.max(0, end - start - delimiter.length + 1);
            return INCOMPLETE;
        }
        searched = 0;
        scanLast(bytes, start, found);
        return found + delimiter.length;
    }

    @Override
    public void scanLast(final byte[] bytes, final int start, final int end) {
        row = bytes;
        rowStart = start;
        rowEnd = end;
    }

    @Override
    public List<String> fields() {
        if (rowStart == rowEnd) {
            return List.of();
        }
        final List<String> fields = new ArrayList<>();
        int from = rowStart;
        int found = ByteSearch.find(row, from, rowEnd, separator);
        while (found >= 0) {
            fields.add(text(from, found));
            from = found + separator.length;
            found = ByteSearch.find(row, from, rowEnd, separator);
        }
        fields.add(text(from, rowEnd));
        return fields;
    }

    @Override
    public int recordEnd() {
        return rowEnd;
    }

    private String text(final int from, final int to) {
        int start = from;
        int end = to;
        while (trim && start < end && row[start] == ' ') {
            start++;
        }
        while (trim && start < end && row[end - 1] == ' ') {
            end--;
        }
        final boolean isNull = end - start == 2 && row[start] == '\\' && row[start + 1] == 'N';
        return isNull ? null : new String(row, start, end - start, StandardCharsets.UTF_8);
    }
}
