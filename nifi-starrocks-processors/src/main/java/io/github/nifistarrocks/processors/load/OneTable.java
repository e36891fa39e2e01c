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
    private final boolean fresh;
    private final CallScope scope;
    private TargetTable table;

    /** @param fresh whether its columns are to be those of now */
    OneTable(final StarRocksClient client, final TableSchemas schemas, final TableId id, final boolean fresh,
            final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.id = id;
        this.fresh = fresh;
        this.scope = scope;
    }

    @Override
    public TargetTable of(final Record record, final long number) throws CallCancelledException, StarRocksException {
        if (table == null) {
            table = fresh ? schemas.refresh(client, id, scope) : schemas.of(client, id, scope);
        }
        return table;
    }
}
