package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

/** What a column takes. */
@FunctionalInterface
interface ValueRule {

    /**
     * @param value never null
     * @return what the column takes instead, to stand behind its name; null when the value is fine
     */
    String objection(Object value) throws IOException;
}
