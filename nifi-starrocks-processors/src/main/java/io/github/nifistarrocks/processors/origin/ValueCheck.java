package io.github.nifistarrocks.processors.origin;

import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** Refuses values that may differ from those of the source. */
@FunctionalInterface
public interface ValueCheck {

    /** @param value never null */
    void check(Object value) throws UnencodableValueException;
}
