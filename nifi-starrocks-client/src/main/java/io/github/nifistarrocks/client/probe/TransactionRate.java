package io.github.nifistarrocks.client.probe;

import java.time.Duration;

/**
 * How fast the transactions of a database finish, those of other clients included.
 *
 * @param database in which most transactions finish
 * @param transactions that finished last
 * @param span from the end of the first to the end of the last of them
 */
public record TransactionRate(String database, int transactions, Duration span) {

    public double perMinute() {
        return transactions * 60.0 / Math.max(1, span.toSeconds());
    }
}
