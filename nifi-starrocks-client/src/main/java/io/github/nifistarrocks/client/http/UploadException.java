package io.github.nifistarrocks.client.http;

import java.io.IOException;

/** An upload without a reply. */
public final class UploadException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Stage stage;

    UploadException(final Stage stage, final Exception cause) {
        super(cause.getMessage(), cause);
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    /** How far an upload came. */
    public enum Stage {
        /** There was no connection to the server. */
        NOT_CONNECTED,
        /** The server did not ask for the body within the continue timeout, and received nothing of it. */
        NOT_REQUESTED,
        /** The connection broke before the server asked for the body, and the server received nothing of it. */
        BEFORE_BODY,
        /** The connection broke before the end of the body. The server received some of it. */
        BODY_SENT_IN_PART,
        /** The whole body was sent. The server received some or all of it. */
        BODY_SENT,
        /** The body threw the cause. The connection was cut, so the server cannot have taken the body for complete. */
        BODY_FAILED
    }
}
