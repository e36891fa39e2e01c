package io.github.nifistarrocks.emulator.transaction;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The calls of a transaction, in the order in which a client makes them. */
public enum TransactionOperation {

    BEGIN, LOAD, PREPARE, COMMIT, ROLLBACK;

    /** The operation that a path names, in lower case. */
    public static Optional<TransactionOperation> named(final String pathSegment) {
        return Arrays.stream(values()).filter(operation -> operation.name().toLowerCase(Locale.ROOT).equals(pathSegment)).findFirst();
    }
}
