package io.github.nifistarrocks.processors.load.content;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.processors.tableload.LoadBody;

/**
 * Rows that were sent in one load.
 *
 * @param outcome of the load
 * @param body what was sent
 */
record SentRows(LoadOutcome outcome, LoadBody body) {}
