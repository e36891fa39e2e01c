package io.github.nifistarrocks.systemtests.nifi;

/**
 * NiFi's REST API refused a request, or could not be reached.
 */
public final class NifiRequestException extends RuntimeException {
    private final int status;

    NifiRequestException(final String message, final int status, final Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /**
     * The HTTP status.
     *
     * @return 0 without a reply
     */
    public int status() {
        return status;
    }
}
