package io.github.nifistarrocks.emulator.backend.load;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.transaction.LoadKind;

/**
 * What a BE reports to the FE when a load begins.
 *
 * @param table the target
 * @param label of the client
 * @param credentials of the client
 * @param timeoutSeconds until it has to be prepared or committed
 * @param kind what begins it
 */
record LoadStart(TableName table, String label, BasicCredentials credentials, int timeoutSeconds, LoadKind kind) {}
