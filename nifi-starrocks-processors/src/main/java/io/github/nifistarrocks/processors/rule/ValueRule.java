package io.github.nifistarrocks.processors.rule;

import java.io.IOException;
import java.util.Optional;

/** What a column takes. */
@FunctionalInterface
public interface ValueRule {

    /**
     * @param value never null
     * @return what the column takes instead, to stand behind its name; empty when it takes the value
     */
    Optional<String> violation(Object value) throws IOException;
}
