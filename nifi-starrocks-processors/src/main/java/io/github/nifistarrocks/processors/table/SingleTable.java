package io.github.nifistarrocks.processors.table;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import org.apache.nifi.serialization.record.Record;

/** The one table of all records; asked for with the first of them. */
public final class SingleTable implements TableResolver {

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final TableId id;
    private final boolean fresh;
    private final CallScope scope;
    private TargetTable table;

    /** @param fresh whether its columns are to be those of now */
    public SingleTable(final StarRocksClient client, final TableSchemas schemas, final TableId id, final boolean fresh,
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
