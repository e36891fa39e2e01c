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
 */
public record LoadContext(StarRocksClient client, TableSchemas schemas, LoadSettings settings, CallScope scope) {}
