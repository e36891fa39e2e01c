package io.github.nifistarrocks.emulator.scan.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** The output side of a connection; it can end the connection after some bytes of the next reply. */
public final class ReplyStream extends OutputStream {

    private static final int BUFFER_SIZE = 1 << 16;
    private static final long WHOLE = Long.MAX_VALUE;

    private final Socket socket;
    private final OutputStream output;
    private long remaining = WHOLE;

    public ReplyStream(final Socket socket) throws IOException {
        this.socket = socket;
        this.output = new BufferedOutputStream(socket.getOutputStream(), BUFFER_SIZE);
    }

    /** Sends {@code bytes} more bytes, then ends the connection. */
    public void truncateAfter(final long bytes) {
        remaining = bytes;
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void write(final int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        final int allowed = (int) Math.min(length, remaining);
        output.write(bytes, offset, allowed);
        if (remaining != WHOLE) {
            remaining -= allowed;
        }
        if (allowed < length) {
            end();
        }
    }

    @Override
    public void flush() throws IOException {
        output.flush();
        if (remaining != WHOLE) {
            end();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void end() throws IOException {
        output.flush();
        socket.close();
        throw new IOException("Reply truncated by script");
    }
}
