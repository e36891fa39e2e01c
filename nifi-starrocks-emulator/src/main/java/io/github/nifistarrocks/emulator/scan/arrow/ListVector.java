package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Arrow {@code list} and {@code map}: 32-bit offsets into one child; a map's child holds key and value. */
final class ListVector extends ValueVector {
    private final LittleEndianBuffer offsets = new LittleEndianBuffer();
    private final ValueVector child;

    ListVector(ValueVector child) {
        this.child = child;
        offsets.putInt(0);
    }

    @Override
    void put(Object value) {
        if (value instanceof Map<?, ?> map) {
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
    void addBuffers(BatchBody body) {
        body.buffer(offsets);
        child.addTo(body);
    }

    private void putEntry(Object key, Object value) {
        if (key == null) {
            throw new IllegalArgumentException("Can't convert data to arrow because the map key can be null");
        }
        List<Object> entry = new ArrayList<>(2);
        entry.add(key);
        entry.add(value);
        child.append(entry);
    }
}
