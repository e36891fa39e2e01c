package io.github.nifistarrocks.client.load;

import java.util.Optional;

/** The parts of a transaction, one after the other. The next is asked for when the one before has been taken whole by the server. */
@FunctionalInterface
public interface LoadParts {

    /**
     * @return the next part; nothing when there is none left
     * @throws Exception when the parts cannot be cut: the transaction is rolled back
     */
    Optional<LoadPart> next() throws Exception;
}
