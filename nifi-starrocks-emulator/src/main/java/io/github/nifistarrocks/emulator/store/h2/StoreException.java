package io.github.nifistarrocks.emulator.store.h2;

import java.sql.SQLException;

/** H2 refused a statement. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(final SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** H2's number for the cause, such as 90022 for an unknown function. */
    public int code() {
        return ((SQLException) getCause()).getErrorCode();
    }
}
