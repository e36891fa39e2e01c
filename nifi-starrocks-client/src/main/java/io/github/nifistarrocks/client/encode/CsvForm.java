package io.github.nifistarrocks.client.encode;

import java.util.Map;

/**
 * The one CSV form that is written. NULL is {@code \N}, and no field stands in quotes: a transaction of one table, and with it every trial load, ignores the
 * headers for quotes (BE: be/src/http/action/transaction_stream_load.cpp). A pair of control characters separates fields, so quotes, line feeds and other
 * control characters are text like any other. The end of a row is a single one, which text hardly has; BEs before the StarRocks pull request 25039
 * miss longer ones where two reads meet. Text with the pair or the end of a row is refused.
 */
public final class CsvForm {

    /** The Stream Load headers that describe the form. */
    public static final Map<String, String> HEADERS = Map.of("format", "csv", "column_separator", "\\x1F01", "row_delimiter", "\\x17");

    static final String SEPARATOR = "\u001f\u0001";
    static final byte ROW_END = 0x17;
    static final String NULL = "\\N";

    private CsvForm() {}
}
