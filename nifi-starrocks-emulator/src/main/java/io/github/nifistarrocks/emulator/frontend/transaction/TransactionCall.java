package io.github.nifistarrocks.emulator.frontend.transaction;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.transaction.TransactionOperation;

/**
 * One call of a transaction.
 *
 * @param exchange its request
 * @param operation which call it is
 * @param database of the transaction
 * @param label of the transaction
 * @param timeout in seconds: of begin, from there to the commit; of commit, how long to wait for the data to be visible
 */
public record TransactionCall(HttpExchange exchange, TransactionOperation operation, String database, String label, Optional<Integer> timeout) {

    static final Duration DEFAULT_PUBLISH_TIMEOUT = Duration.ofSeconds(20);

    /** Of a transaction of several tables the FE waits 20 s by default (FE: TransactionLoadAction, DEFAULT_TXN_TIMEOUT_MILLIS). */
    int multiTableSeconds() {
        return timeout.orElse((int) DEFAULT_PUBLISH_TIMEOUT.toSeconds());
    }

    public Duration publishTimeout() {
        return timeout.map(Duration::ofSeconds).orElse(DEFAULT_PUBLISH_TIMEOUT);
    }
}
