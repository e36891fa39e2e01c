package io.github.nifistarrocks.emulator.scan;

/** A call of the scan service that ends with a status other than OK. */
final class ScanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final int CANCELLED = 1;
    static final int TIMEOUT = 8;
    static final int INTERNAL_ERROR = 6;
    static final int NOT_FOUND = 31;
    static final int INVALID_ARGUMENT = 33;

    private final int code;

    ScanException(final int code, final String message) {
        super(message);
        this.code = code;
    }

    /** A number of {@code TStatusCode}. */
    int code() {
        return code;
    }
}
