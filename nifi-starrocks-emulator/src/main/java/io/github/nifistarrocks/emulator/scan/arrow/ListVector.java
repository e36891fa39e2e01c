package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Arrow {@code list} and {@code map}: 32-bit offsets into one child; a map's child holds key and value. */
final class ListVector extends ValueVector {

    private final LittleEndianBuffer offsets = new LittleEndianBuffer();
    private final ValueVector child;

    ListVector(final ValueVector child) {
        this.child = child;
        offsets.putInt(0);
    }

    @Override
    void put(final Object value) {
        if (value instanceof final Map<?, ?> map) {
            map.forEach(this::putEntry);
        } else {
            ((Collection<?>) value).forEach(child::append);
        }
        offsets.putInt(child.length());
    }

    @Override
    void putNull() {
        offsets.putInt(child.length());
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(offsets);
        child.addTo(body);
    }

    private void putEntry(final Object key, final Object value) {
        if (key == null) {
            throw new IllegalArgumentException("Can't convert data to arrow because the map key can be null");
        }
        final List<Object> entry = new ArrayList<>(2);
        entry.add(key);
        entry.add(value);
        child.append(entry);
    }
}
