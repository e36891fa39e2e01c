package io.github.nifistarrocks.emulator.backend.load;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.transaction.LoadKind;

/**
 * The data with which a BE begins a load at the FE.
 *
 * @param table the target
 * @param label of the client
 * @param credentials of the client
 * @param timeoutSeconds until it has to be prepared or committed
 * @param kind how it is begun
 */
record LoadStart(TableName table, String label, BasicCredentials credentials, int timeoutSeconds, LoadKind kind) {}
