package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.List;

/** Arrow {@code struct}: nothing but validity and its fields. */
final class StructVector extends ValueVector {

    private final List<Field> fields;

    /**
     * A field of the struct.
     *
     * @param values of the field
     * @param belowNull what it holds where the struct is NULL
     */
    record Field(ValueVector values, BelowNull belowNull) {}

    enum BelowNull {
        NULL, LEFTOVER
    }

    StructVector(final List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    @Override
    void put(final Object value) {
        final List<?> values = (List<?>) value;
        for (int index = 0; index < fields.size(); index++) {
            fields.get(index).values().append(values.get(index));
        }
    }

    @Override
    void putNull() {
        for (final Field field : fields) {
            switch (field.belowNull()) {
                case NULL -> field.values().append(null);
                case LEFTOVER -> field.values().appendLeftover();
            }
        }
    }

    @Override
    void putLeftover() {
        putNull();
    }

    @Override
    void addBuffers(final BatchBody body) {
        fields.forEach(field -> field.values().addTo(body));
    }
}
