package io.github.nifistarrocks.client.scan;

import io.github.nifistarrocks.client.core.StarRocksException;

/** What went wrong in a call to a BE, not yet told which call of which scan it was. */
final class ScanFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final StarRocksException.Kind kind;

    ScanFault(final StarRocksException.Kind kind, final String message) {
        this(kind, message, null);
    }

    ScanFault(final StarRocksException.Kind kind, final String message, final Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    StarRocksException.Kind kind() {
        return kind;
    }
}
