package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.util.Optional;

/** An upload without an answer. */
public final class UploadException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean started;
    private final transient Exception bodyFailure;

    UploadException(final boolean started, final Exception bodyFailure, final IOException cause) {
        super(cause.getMessage(), cause);
        this.started = started;
        this.bodyFailure = bodyFailure;
    }

    /** False when the server was sent nothing of the body, so that it cannot have taken it. */
    public boolean isStarted() {
        return started;
    }

    /** What the body threw, when it was not the network's fault. The server was cut off before the end. */
    public Optional<Exception> bodyFailure() {
        return Optional.ofNullable(bodyFailure);
    }
}
