package io.github.nifistarrocks.emulator.scan.arrow;

/** A column type that the scan service of StarRocks does not support. */
public final class UnsupportedTypeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsupportedTypeException(final String message) {
        super(message);
    }
}
