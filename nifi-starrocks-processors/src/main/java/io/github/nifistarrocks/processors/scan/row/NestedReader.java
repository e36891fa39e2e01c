package io.github.nifistarrocks.processors.scan.row;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;

/** Reads ARRAY, MAP or STRUCT. A NULL hides what its parts have at its place: a BE sends leftovers there, which need not be valid. */
interface NestedReader extends ColumnReader {

    boolean isNull(int row);

    /** Appends the value as JSON, which is not NULL. */
    void append(JsonAppender json, int row);

    @Override
    default String text(final int row) {
        if (isNull(row)) {
            return null;
        }
        final JsonAppender json = new JsonAppender();
        append(json, row);
        return json.toString();
    }
}
