package io.github.nifistarrocks.client.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * A chunked body that is sent once and never ended by accident: when it cannot be produced to its end, the connection is cut before httpcore can
 * write the last chunk, which would make a whole load of a half one.
 */
final class UploadEntity extends AbstractHttpEntity {

    private static final String CONTEXT_KEY = "starrocks.upload";

    private final UploadBody body;
    private Runnable cut = () -> {};
    private boolean started;
    private boolean finished;
    private Exception bodyFailure;

    UploadEntity(final UploadBody body) {
        super((ContentType) null, null, true);
        this.body = body;
    }

    /** The way to this entity for those who get the request with its entity wrapped. */
    HttpClientContext context() {
        final HttpClientContext context = HttpClientContext.create();
        context.setAttribute(CONTEXT_KEY, this);
        return context;
    }

    /** The upload of a request, or null when it has none. */
    static UploadEntity of(final HttpContext context) {
        return (UploadEntity) context.getAttribute(CONTEXT_KEY);
    }

    /** True when a request's body was announced and not sent whole: the server still waits for it on that connection. */
    static boolean isOwed(final HttpContext context) {
        final UploadEntity upload = of(context);
        return upload != null && !upload.finished;
    }

    /** @param action closes the connection at once; runs when the body fails */
    void onFailure(final Runnable action) {
        cut = action;
    }

    /** True when the server was given at least the right to receive: from here on only it knows what became of the request. */
    boolean isStarted() {
        return started;
    }

    /** What the body threw, or null. */
    Exception bodyFailure() {
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
            bodyFailure = e;
            throw new IOException("The body could not be produced", e);
        } finally {
            // Also for an Error: whoever closes the stream next would write the last chunk.
            if (!finished && socket.failure == null) {
                cut.run();
            }
        }
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

    /** Tells a failing socket from a failing body. */
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
            // The end of the body flushes; a flush in between would only cut the chunks smaller.
        }

        @Override
        public void close() {
            // The end of the body is httpcore's to write.
        }
    }
}
