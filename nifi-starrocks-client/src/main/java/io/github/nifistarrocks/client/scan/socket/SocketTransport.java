package io.github.nifistarrocks.client.scan.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * The unframed Thrift transport of a BE over a connected socket. Small reads come from a buffer, large reads go directly to their target, and
 * {@link #flush()} sends a message as a whole. A deadline bounds the time to send a message, even if the peer does not read it, and to read a reply, even if
 * it arrives byte by byte. The protocol bounds the sizes, because wide batches exceed libthrift's limit of 100 MB per message.
 */
public final class SocketTransport extends TTransport {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int NESTING = 64;

    private final Socket socket;
    private final InputStream source;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(BUFFER_BYTES);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private Deadline deadline = new Deadline(System.nanoTime());

    SocketTransport(final Socket socket) throws IOException {
        this.socket = socket;
        source = socket.getInputStream();
    }

    /** Sets the deadline of all later calls. */
    public void until(final Deadline value) {
        deadline = value;
    }

    @Override
    public boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void open() {
        throw new IllegalStateException("The socket is already connected");
    }

    @Override
    public void close() {
        close(socket);
    }

    static void close(final Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is closed in any case.
        }
    }

    @Override
    public int read(final byte[] target, final int offset, final int length) throws TTransportException {
        if (length == 0) {
            return 0;
        }
        if (position == limit) {
            if (length >= BUFFER_BYTES) {
                return receive(target, offset, length);
            }
            limit = receive(buffer, 0, BUFFER_BYTES);
            position = 0;
        }
        final int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private int receive(final byte[] target, final int offset, final int length) throws TTransportException {
        try {
            if (deadline.isOver()) {
                throw new SocketTimeoutException("Read timed out");
            }
            socket.setSoTimeout(deadline.remainingMillis());
            final int count = source.read(target, offset, length);
            if (count < 0) {
                throw new TTransportException(TTransportException.END_OF_FILE, "The BE closed the connection");
            }
            return count;
        } catch (SocketTimeoutException e) {
            throw new TTransportException(TTransportException.TIMED_OUT, e);
        } catch (IOException e) {
            throw new TTransportException(TTransportException.UNKNOWN, e);
        }
    }

    @Override
    public void write(final byte[] source, final int offset, final int length) {
        message.write(source, offset, length);
    }

    @Override
    public void flush() throws TTransportException {
        final Thread watch = Thread.ofVirtual().name("StarRocks send limit").inheritInheritableThreadLocals(false).start(() -> closeAt(deadline));
        try {
            message.writeTo(socket.getOutputStream());
            message.reset();
        } catch (IOException e) {
            throw new TTransportException(deadline.isOver() ? TTransportException.TIMED_OUT : TTransportException.UNKNOWN, e);
        } finally {
            watch.interrupt();
        }
    }

    /** Java has no timeout for a write, which blocks when the peer does not read. */
    private void closeAt(final Deadline end) {
        try {
            Thread.sleep(end.remaining());
            close(socket);
        } catch (InterruptedException e) {
            // The message was sent.
        }
    }

    @Override
    public byte[] getBuffer() {
        return buffer;
    }

    @Override
    public int getBufferPosition() {
        return position;
    }

    @Override
    public int getBytesRemainingInBuffer() {
        return limit - position;
    }

    @Override
    public void consumeBuffer(final int count) {
        position += count;
    }

    @Override
    public TConfiguration getConfiguration() {
        return new TConfiguration(Integer.MAX_VALUE, Integer.MAX_VALUE, NESTING);
    }

    @Override
    public void updateKnownMessageSize(final long size) {
        // An unframed message does not contain its size.
    }

    @Override
    public void checkReadBytesAvailable(final long count) {
        // The size is not known here.
    }
}
