package io.github.nifistarrocks.processors.tableload;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.table.TableSchemas;

/**
 * What each step of a load uses.
 *
 * @param cluster that receives the rows
 * @param settings of the FlowFile
 * @param labels of several loads
 * @param attempts under the labels
 */
public record LoadContext(Cluster cluster, LoadSettings settings, GroupLabels labels, LoadAttempts attempts) {

    public LoadContext(final StarRocksClient client, final TableSchemas schemas, final LoadSettings settings, final CallScope scope) {
        this(new Cluster(client, schemas, scope), settings, new GroupLabels(), LoadAttempts.UNTRACKED);
    }

    /** The same load, whose attempts are tracked. */
    public LoadContext with(final LoadAttempts tracked) {
        return new LoadContext(cluster, settings, labels, tracked);
    }

    public StarRocksClient client() {
        return cluster.client;
    }

    public TableSchemas schemas() {
        return cluster.schemas;
    }

    public CallScope scope() {
        return cluster.scope;
    }

    /**
     * @param client of the cluster
     * @param schemas columns of its tables
     * @param scope ends calls when the processor is stopped
     */
    public record Cluster(StarRocksClient client, TableSchemas schemas, CallScope scope) {}
}
