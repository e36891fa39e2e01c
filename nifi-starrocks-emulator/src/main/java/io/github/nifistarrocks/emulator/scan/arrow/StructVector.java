package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.List;

/** Arrow {@code struct}: nothing but validity and its children. */
final class StructVector extends ValueVector {
    private final List<ValueVector> children;

    StructVector(List<ValueVector> children) {
        this.children = List.copyOf(children);
    }

    @Override
    void put(Object value) {
        List<?> fields = (List<?>) value;
        for (int index = 0; index < children.size(); index++) {
            children.get(index).append(fields.get(index));
        }
    }

    @Override
    void putNull() {
        children.forEach(child -> child.append(null));
    }

    @Override
    void addBuffers(BatchBody body) {
        children.forEach(child -> child.addTo(body));
    }
}
