package io.github.nifistarrocks.emulator.scan.arrow;

/** Arrow {@code bool}: one bit a value. */
final class BitsVector extends ValueVector {

    private final LittleEndianBuffer bits = new LittleEndianBuffer();

    @Override
    void put(final Object value) {
        bits.putBit(length(), (Boolean) value);
    }

    @Override
    void putNull() {
        bits.putBit(length(), false);
    }

    @Override
    void putLeftover() {
        putNull();
    }

    @Override
    void addBuffers(final BatchBody body) {
        body.buffer(bits);
    }
}
