package io.github.nifistarrocks.processors.tableload;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.table.TableSchemas;

/**
 * What each step of a load uses.
 *
 * @param client of the cluster
 * @param schemas columns of its tables
 * @param settings of the FlowFile
 * @param scope ends calls when the processor is stopped
 * @param labels of several loads
 */
public record LoadContext(StarRocksClient client, TableSchemas schemas, LoadSettings settings, CallScope scope, GroupLabels labels) {

    public LoadContext(final StarRocksClient client, final TableSchemas schemas, final LoadSettings settings, final CallScope scope) {
        this(client, schemas, settings, scope, new GroupLabels());
    }
}
