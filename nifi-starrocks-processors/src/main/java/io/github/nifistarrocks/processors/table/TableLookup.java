package io.github.nifistarrocks.processors.table;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;

/** Looks up the columns of a table. */
@FunctionalInterface
public interface TableLookup {

    TargetTable find(TableId table) throws CallCancelledException, StarRocksException;

    /** Columns that may be a second old. */
    static TableLookup cached(final TableSchemas schemas, final StarRocksClient client, final CallScope scope) {
        return table -> schemas.of(client, table, scope);
    }

    /** The current columns. */
    static TableLookup current(final TableSchemas schemas, final StarRocksClient client, final CallScope scope) {
        return table -> schemas.refresh(client, table, scope);
    }
}
