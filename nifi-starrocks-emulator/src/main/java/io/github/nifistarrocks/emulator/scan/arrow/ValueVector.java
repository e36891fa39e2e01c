package io.github.nifistarrocks.emulator.scan.arrow;

/** One column (or child of a nested column) of a record batch under construction. */
abstract sealed class ValueVector permits BitsVector, BytesVector, FixedVector, ListVector, StructVector {

    private final LittleEndianBuffer validity = new LittleEndianBuffer();
    private int length;
    private int nullCount;

    final void append(final Object value) {
        validity.putBit(length, value != null);
        if (value == null) {
            nullCount++;
            putNull();
        } else {
            put(value);
        }
        length++;
    }

    /** A value that is not NULL, in a field whose STRUCT is NULL. */
    final void appendLeftover() {
        validity.putBit(length, true);
        putLeftover();
        length++;
    }

    final void addTo(final BatchBody body) {
        body.node(length, nullCount);
        if (nullCount == 0) {
            body.noBuffer();
        } else {
            body.buffer(validity);
        }
        addBuffers(body);
    }

    final int length() {
        return length;
    }

    abstract void put(Object value);

    abstract void putNull();

    /** See {@link Leftovers#DEFAULTS}. */
    abstract void putLeftover();

    abstract void addBuffers(BatchBody body);
}
