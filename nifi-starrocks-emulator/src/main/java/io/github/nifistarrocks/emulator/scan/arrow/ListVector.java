package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Arrow {@code list} and {@code map}: 32-bit offsets into one child; a map's child holds key and value. Nothing is below a NULL: a BE appends no items there
 * (BE: util/arrow/starrocks_column_to_arrow.cpp, ConvArrayGuard and ConvMapGuard).
 */
final class ListVector extends ValueVector {

    private final LittleEndianBuffer offsets = new LittleEndianBuffer();
    private final ValueVector child;
    private final String nullKey;

    private ListVector(final ValueVector child, final String nullKey) {
        this.child = child;
        this.nullKey = nullKey;
        offsets.putInt(0);
    }

    static ListVector items(final ValueVector item) {
        return new ListVector(item, "");
    }

    /** @param nullKey the error of a key that is NULL */
    static ListVector entries(final ValueVector entry, final String nullKey) {
        return new ListVector(entry, nullKey);
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
    void putLeftover() {
        putNull();
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(offsets);
        child.addTo(body);
    }

    private void putEntry(final Object key, final Object value) {
        if (key == null) {
            throw new ConversionException(nullKey);
        }
        final List<Object> entry = new ArrayList<>(2);
        entry.add(key);
        entry.add(value);
        child.append(entry);
    }
}
