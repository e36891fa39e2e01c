package io.github.nifistarrocks.client.encode;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps a stream open when the stream that writes to it is closed. */
final class OpenOutputStream extends FilterOutputStream {

    OpenOutputStream(final OutputStream out) {
        super(out);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
