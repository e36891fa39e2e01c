package io.github.nifistarrocks.client.scan;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;

/** A connection without a network: it takes any request, and the reply and the end of the stream are there at once. */
final class ReplySocket extends Socket {

    private final InputStream reply;
    private boolean closed;

    ReplySocket(final byte[] reply) {
        this.reply = new ByteArrayInputStream(reply);
    }

    @Override
    public void connect(final SocketAddress endpoint, final int timeout) {
        // There is nothing to connect to.
    }

    @Override
    public <T> Socket setOption(final SocketOption<T> name, final T value) {
        return this;
    }

    @Override
    public void setSoTimeout(final int timeout) {
        // Nothing has to be awaited.
    }

    @Override
    public InputStream getInputStream() {
        return reply;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
