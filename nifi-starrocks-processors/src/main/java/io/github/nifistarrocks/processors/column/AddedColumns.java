package io.github.nifistarrocks.processors.column;

import java.util.Optional;

/**
 * Columns that the load itself adds to each row.
 *
 * @param operation the field {@value #OPERATION} of PRIMARY KEY tables: 0 for upsert, 1 for delete
 * @param deletedFlag a BOOLEAN column that marks deleted rows
 * @param deletedAt a DATETIME column that holds the time of deletion; NULL in other rows
 * @param rowNumber the field {@value #ROW_NUMBER} with the record's number, which is no column and is only shown in error logs
 */
public record AddedColumns(boolean operation, Optional<String> deletedFlag, Optional<String> deletedAt, boolean rowNumber) {

    /** The source field by which rows of PRIMARY KEY tables are upserted or deleted (FE: Load). It is no column. */
    public static final String OPERATION = "__op";
    /** A source field with its own name and the number of the record in its FlowFile, as {@code __nifi_row=12}. It is no column; error logs show it. */
    public static final String ROW_NUMBER = "__nifi_row";
    public static final AddedColumns NONE = new AddedColumns(false, Optional.empty(), Optional.empty(), false);
}
