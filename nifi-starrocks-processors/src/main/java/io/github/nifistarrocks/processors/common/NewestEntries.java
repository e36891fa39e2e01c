package io.github.nifistarrocks.processors.common;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets its oldest entries. Not safe for use by several threads. */
public final class NewestEntries<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int max;

    /** @param max number of entries that are kept */
    public NewestEntries(final int max) {
        this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(final Map.Entry<K, V> eldest) {
        return size() > max;
    }
}
