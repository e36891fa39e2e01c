package io.github.nifistarrocks.client.load;

import java.util.Optional;

/** The parts of a transaction, one after the other. The next one is requested when the server has received the previous one completely. */
@FunctionalInterface
public interface LoadParts {

    /**
     * @return the next part; nothing when there is none left
     * @throws Exception when the rows cannot be read: the transaction is rolled back
     */
    Optional<LoadPart> next() throws Exception;
}
