package io.github.nifistarrocks.client.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * A chunked body that is sent once and never ended by accident. When it cannot be produced to its end, the connection is cut before httpcore can
 * write the last chunk, which would complete an incomplete load.
 */
final class UploadEntity extends AbstractHttpEntity {

    private static final String CONTEXT_KEY = "starrocks.upload";

    private final RequestBody body;
    private Runnable cut = () -> {};
    private boolean started;
    private boolean finished;
    private boolean repliedEarly;
    private ReplyCheck replyCheck = () -> false;
    private Optional<Exception> bodyFailure = Optional.empty();

    UploadEntity(final RequestBody body) {
        super((ContentType) null, null, true);
        this.body = body;
    }

    /** Gives access to this entity where the request has it wrapped. */
    HttpClientContext context() {
        final HttpClientContext context = HttpClientContext.create();
        context.setAttribute(CONTEXT_KEY, this);
        return context;
    }

    /** The upload of a request that has one. */
    static Optional<UploadEntity> of(final HttpContext context) {
        return Optional.ofNullable((UploadEntity) context.getAttribute(CONTEXT_KEY));
    }

    /** True when a body was announced and not sent to its end: the server still waits for it on that connection. */
    static boolean isIncomplete(final HttpContext context) {
        return of(context).filter(upload -> !upload.finished).isPresent();
    }

    /** @param action closes the connection at once; runs when the body fails */
    void onFailure(final Runnable action) {
        cut = action;
    }

    /** @param check is made before the end of the body is sent: a reply that is there belongs to an incomplete body */
    void onEnd(final ReplyCheck check) {
        replyCheck = check;
    }

    /** After the server has asked for the body, only the server knows the outcome of the request. */
    BodyState state() {
        if (!started) {
            return BodyState.NOT_SENT;
        }
        return finished && !repliedEarly ? BodyState.SENT : BodyState.SENT_IN_PART;
    }

    /** What the body threw. */
    Optional<Exception> bodyFailure() {
        return bodyFailure;
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException {
        started = true;
        final SocketStream socket = new SocketStream(out);
        try {
            body.writeTo(socket);
            finished = true;
        } catch (Exception e) {
            if (socket.failure != null) {
                throw socket.failure;
            }
            bodyFailure = Optional.of(e);
            throw new IOException("The body could not be produced", e);
        } finally {
            // Also after an Error: closing the stream later would write the last chunk.
            if (!finished && socket.failure == null) {
                cut.run();
            }
        }
        repliedEarly = replyCheck.hasReply();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("The body is written, not read");
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    /** Whether the server has replied. */
    @FunctionalInterface
    interface ReplyCheck {

        boolean hasReply() throws IOException;
    }

    /** Distinguishes a failure of the socket from a failure of the body. */
    private static final class SocketStream extends FilterOutputStream {

        private IOException failure;

        SocketStream(final OutputStream out) {
            super(out);
        }

        @Override
        public void write(final int b) throws IOException {
            try {
                out.write(b);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() {
            // The end of the body flushes; an earlier flush would only make smaller chunks.
        }

        @Override
        public void close() {
            // httpcore writes the end of the body.
        }
    }
}
