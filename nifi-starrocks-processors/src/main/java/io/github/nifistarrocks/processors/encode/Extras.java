package io.github.nifistarrocks.processors.encode;

import java.util.Optional;

/**
 * What the load itself adds to each row.
 *
 * @param operation the field {@code __op} of PRIMARY KEY tables: 0 for upsert, 1 for delete
 * @param deletedFlag a BOOLEAN column that tells whether the row is deleted
 * @param deletedAt a DATETIME column that tells when it was; NULL in other rows
 * @param rowNumber the field {@value RowEncoder#ROW_NUMBER} with the record's number, which is no column and only comes back in error logs
 */
public record Extras(boolean operation, Optional<String> deletedFlag, Optional<String> deletedAt, boolean rowNumber) {

    public static final Extras NONE = new Extras(false, Optional.empty(), Optional.empty(), false);
}
