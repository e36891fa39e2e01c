package io.github.nifistarrocks.emulator.load.csv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the ends of rows and fields in bytes, with or without quotes. */
final class CsvRowSplitter {

    private static final byte[] NULL = {'\\', 'N'};
    private static final int NONE = -1;

    private final byte[] separator;
    private final byte[] delimiter;
    private final int enclose;
    private final int escape;
    private final boolean trim;
    private final boolean quoting;

    CsvRowSplitter(final CsvFormat format) {
        this.separator = format.separator();
        this.delimiter = format.delimiter();
        this.enclose = format.quoting().enclose().orElse(NONE);
        this.escape = format.quoting().escape().orElse(NONE);
        this.trim = format.trim();
        this.quoting = format.isQuoting();
    }

    /**
     * @param start where the row begins
     * @param from where to continue; with quotes the search always begins at the start
     * @return where the row's delimiter begins; -1 when it is not there yet
     */
    int endOfRow(final byte[] bytes, final int start, final int from, final int end) {
        return quoting ? endOfQuotedRow(bytes, start, end) : find(bytes, from, end, delimiter);
    }

    List<String> fields(final byte[] bytes, final int start, final int end) {
        return quoting ? quotedFields(bytes, start, end) : plainFields(bytes, start, end);
    }

    private List<String> plainFields(final byte[] bytes, final int start, final int end) {
        final List<String> fields = new ArrayList<>();
        int from = start;
        while (true) {
            final int found = find(bytes, from, end, separator);
            final int to = found < 0 ? end : found;
            fields.add(isNull(bytes, from, to) ? null : text(bytes, from, to));
            if (found < 0) {
                return fields;
            }
            from = found + separator.length;
        }
    }

    private String text(final byte[] bytes, final int from, final int to) {
        final String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return trim ? text.strip() : text;
    }

    /** Quotes count only where a field begins; inside of quotes, two of them stand for one. */
    private int endOfQuotedRow(final byte[] bytes, final int start, final int end) {
        boolean inQuotes = false;
        boolean atFieldStart = true;
        int i = start;
        while (i < end) {
            if (isAt(bytes, i, escape)) {
                i += 2;
                atFieldStart = false;
            } else if (isAt(bytes, i, enclose) && (inQuotes || atFieldStart)) {
                final boolean doubled = inQuotes && i + 1 < end && isAt(bytes, i + 1, enclose);
                inQuotes = doubled || !inQuotes;
                atFieldStart = false;
                i += doubled ? 2 : 1;
            } else if (!inQuotes && startsWith(bytes, i, end, delimiter)) {
                return i;
            } else if (!inQuotes && startsWith(bytes, i, end, separator)) {
                atFieldStart = true;
                i += separator.length;
            } else {
                atFieldStart = atFieldStart && trim && bytes[i] == ' ';
                i++;
            }
        }
        return NONE;
    }

    private List<String> quotedFields(final byte[] bytes, final int start, final int end) {
        final List<String> fields = new ArrayList<>();
        int at = start;
        while (true) {
            final Field field = field(bytes, at, end);
            final byte[] content = field.content.toByteArray();
            fields.add(!field.quoted && Arrays.equals(content, NULL) ? null : text(content, 0, content.length));
            if (field.end >= end) {
                return fields;
            }
            at = field.end + separator.length;
        }
    }

    private Field field(final byte[] bytes, final int start, final int end) {
        final Field field = new Field();
        boolean inQuotes = false;
        boolean atFieldStart = true;
        int i = start;
        while (i < end && (inQuotes || !startsWith(bytes, i, end, separator))) {
            if (isAt(bytes, i, escape) && i + 1 < end && !isNull(bytes, i, Math.min(end, i + 2))) {
                field.content.write(bytes[i + 1]);
                i += 2;
            } else if (isAt(bytes, i, enclose) && (inQuotes || atFieldStart)) {
                final boolean doubled = inQuotes && i + 1 < end && isAt(bytes, i + 1, enclose);
                if (doubled) {
                    field.content.write(enclose);
                }
                inQuotes = doubled || !inQuotes;
                field.quoted = true;
                i += doubled ? 2 : 1;
            } else if (!(atFieldStart && trim && bytes[i] == ' ')) {
                field.content.write(bytes[i++]);
            } else {
                i++;
                continue;
            }
            atFieldStart = false;
        }
        field.end = i;
        return field;
    }

    private static boolean isAt(final byte[] bytes, final int at, final int wanted) {
        return wanted != NONE && bytes[at] == (byte) wanted;
    }

    private boolean isNull(final byte[] bytes, final int from, final int to) {
        return to - from == 2 && bytes[from] == NULL[0] && bytes[from + 1] == NULL[1];
    }

    private static int find(final byte[] bytes, final int from, final int end, final byte[] wanted) {
        final byte first = wanted[0];
        final int last = end - wanted.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && startsWith(bytes, i, end, wanted)) {
                return i;
            }
        }
        return NONE;
    }

    private static boolean startsWith(final byte[] bytes, final int at, final int end, final byte[] wanted) {
        if (at + wanted.length > end) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Collects one field. */
    private static final class Field {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean quoted;
        private int end;
    }
}
