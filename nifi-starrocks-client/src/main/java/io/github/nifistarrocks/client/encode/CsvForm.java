package io.github.nifistarrocks.client.encode;

import java.util.Map;

/**
 * The one CSV form that is written. NULL is {@code \N}, and no field stands in quotes: a transaction of one table, and with it every trial load, ignores the
 * headers for quotes (BE: be/src/http/action/transaction_stream_load.cpp). Two control characters end a field and two others a row, so quotes, line feeds
 * and single control characters are text like any other. A value with one of these pairs is refused. Every server version reads the form alike.
 */
public final class CsvForm {

    /** The Stream Load headers that describe the form. */
    public static final Map<String, String> HEADERS = Map.of("format", "csv", "column_separator", "\\x1F01", "row_delimiter", "\\x1E0A");

    static final String SEPARATOR = "\u001f\u0001";
    static final String ROW_END = "\u001e\n";
    static final String NULL = "\\N";

    private CsvForm() {}
}
