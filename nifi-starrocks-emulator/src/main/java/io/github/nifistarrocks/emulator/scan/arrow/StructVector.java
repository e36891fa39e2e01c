package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.List;

/** Arrow {@code struct}: nothing but validity and its children. */
final class StructVector extends ValueVector {

    private final List<ValueVector> children;

    StructVector(final List<ValueVector> children) {
        this.children = List.copyOf(children);
    }

    @Override
    void put(final Object value) {
        final List<?> fields = (List<?>) value;
        for (int index = 0; index < children.size(); index++) {
            children.get(index).append(fields.get(index));
        }
    }

    @Override
    void putNull() {
        children.forEach(child -> child.append(null));
    }

    @Override
    void addBuffers(final BatchBody body) {
        children.forEach(child -> child.addTo(body));
    }
}
