package io.github.nifistarrocks.emulator.http;

import java.io.IOException;
import java.io.InputStream;

/** A request's body, sized or chunked, never read beyond its end. Counts the content bytes. */
final class BodyInputStream extends InputStream {

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean ended;
    private boolean firstChunk = true;
    private long count;
    private long resetAt = UNLIMITED;

    private BodyInputStream(final InputStream in, final boolean chunked, final long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.ended = !chunked && left == 0;
    }

    static BodyInputStream of(final HttpRequest request, final InputStream in) {
        return new BodyInputStream(in, request.isChunked(), request.contentLength().orElse(0));
    }

    long count() {
        return count;
    }

    boolean isAtEnd() {
        return ended;
    }

    void failAfter(final long bytes) {
        resetAt = bytes;
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        if (count >= resetAt) {
            throw new ConnectionResetException();
        }
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (chunked && left == 0 && !nextChunk()) {
            return -1;
        }
        final int wanted = (int) Math.min(Math.min(length, left), resetAt - count);
        final int read = in.read(buffer, offset, wanted);
        if (read < 0) {
            throw new ClientGoneException();
        }
        left -= read;
        count += read;
        ended = !chunked && left == 0;
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk) {
            line();
        }
        firstChunk = false;
        final String size = line();
        final int semicolon = size.indexOf(';');
        left = Long.parseLong(semicolon < 0 ? size.trim() : size.substring(0, semicolon).trim(), 16);
        if (left == 0) {
            while (!line().isEmpty()) {
                continue;
            }
            ended = true;
        }
        return !ended;
    }

    private String line() throws IOException {
        final StringBuilder line = new StringBuilder(16);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new ClientGoneException();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
