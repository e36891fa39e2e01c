package io.github.nifistarrocks.processors.load;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.processors.rows.TargetTable;
import io.github.nifistarrocks.processors.rows.Targets;
import org.apache.nifi.serialization.record.Record;

/** The one table of all records; asked for with the first of them. */
final class OneTable implements Targets {

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final TableId id;
    private final CallScope scope;
    private TargetTable table;

    OneTable(final StarRocksClient client, final TableSchemas schemas, final TableId id, final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.id = id;
        this.scope = scope;
    }

    @Override
    public TargetTable of(final Record record, final long number) throws CallCancelledException, StarRocksException {
        if (table == null) {
            table = schemas.of(client, id, scope);
        }
        return table;
    }
}
