package io.github.nifistarrocks.emulator.scan.arrow;

/**
 * What the fields of a STRUCT hold where the STRUCT is NULL. A BE converts fields without regard to the STRUCT's own flag, so they are whatever the memory of
 * the chunk held (BE: util/arrow/starrocks_column_to_arrow.cpp, ConvStructGuard; column/nullable_column.cpp, append_nulls). Both forms are in be-arrow.
 */
public enum Leftovers {

    /**
     * As the JSON reader of a load leaves them: NULL below a column. Below a field or an item only those are NULL that are read from text: LARGEINT, DECIMAL,
     * DATE and DATETIME.
     */
    OF_LOADS,
    /** Zero, empty text (also of JSON, where it is no document), and a date that is none and not even UTF-8. */
    DEFAULTS
}
