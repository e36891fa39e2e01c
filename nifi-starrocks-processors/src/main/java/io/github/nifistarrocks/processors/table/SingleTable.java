package io.github.nifistarrocks.processors.table;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import org.apache.nifi.serialization.record.Record;

/** One table for all records. It is looked up with the first of them. */
public final class SingleTable implements TableResolver {

    private final TableLookup lookup;
    private final TableId id;
    private TargetTable table;

    public SingleTable(final TableLookup lookup, final TableId id) {
        this.lookup = lookup;
        this.id = id;
    }

    @Override
    public TargetTable of(final Record record, final long number) throws CallCancelledException, StarRocksException {
        if (table == null) {
            table = lookup.find(id);
        }
        return table;
    }
}
