package io.github.nifistarrocks.client.encode;

import java.util.Map;

/**
 * The one CSV form that is written: fields apart by 0x01, rows by a line feed, NULL as {@code \N}. A field that holds one of these, a quote or a caret
 * stands in quotes, with a caret before each quote and caret inside; all others stand bare, which every server version reads alike. Quotes are not
 * doubled, because a BE loses its way in a field that begins with a doubled quote (be/src/formats/csv/csv_reader.cpp), and the escape is no backslash,
 * because the bare {@code \N} would become N. Enclosing is known since StarRocks 3.0.
 */
public final class CsvForm {

    /** The Stream Load headers that describe the form. */
    public static final Map<String, String> HEADERS = Map.of("format", "csv", "column_separator", "\\x01", "row_delimiter", "\\x0A", "enclose", "\"", "escape",
            "^");

    static final byte SEPARATOR = 1;
    static final byte ROW_END = '\n';
    static final byte QUOTE = '"';
    static final byte ESCAPE = '^';
    static final String NULL = "\\N";

    private CsvForm() {}
}
