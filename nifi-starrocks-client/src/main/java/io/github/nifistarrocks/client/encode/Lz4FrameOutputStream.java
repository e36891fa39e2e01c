package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;

import io.airlift.compress.lz4.Lz4Compressor;

/**
 * LZ4's frame format (lz4_Frame_format.md 1.6) with independent blocks of 256 KB and without checksums of the content. The descriptor never changes, so
 * neither does its checksum.
 */
final class Lz4FrameOutputStream extends OutputStream {

    private static final byte[] HEADER = {0x04, 0x22, 0x4d, 0x18, 0x60, 0x50, (byte) 0xfb};
    private static final int BLOCK = 256 * 1024;
    private static final int STORED = 1 << 31;

    private final OutputStream out;
    private final Lz4Compressor compressor = new Lz4Compressor();
    private final byte[] block = new byte[BLOCK];
    private final byte[] packed = new byte[compressor.maxCompressedLength(BLOCK)];
    private int length;
    private boolean closed;

    Lz4FrameOutputStream(final OutputStream out) throws IOException {
        this.out = out;
        out.write(HEADER);
    }

    @Override
    public void write(final int value) throws IOException {
        requireOpen();
        block[length++] = (byte) value;
        if (length == BLOCK) {
            writeBlock();
        }
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int count) throws IOException {
        requireOpen();
        int done = 0;
        while (done < count) {
            final int part = Math.min(count - done, BLOCK - length);
            System.arraycopy(bytes, offset + done, block, length, part);
            length += part;
            done += part;
            if (length == BLOCK) {
                writeBlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (length > 0) {
            writeBlock();
        }
        writeInt(0);
        out.close();
    }

    private void writeBlock() throws IOException {
        final int size = compressor.compress(block, 0, length, packed, 0, packed.length);
        if (size < length) {
            writeInt(size);
            out.write(packed, 0, size);
        } else {
            writeInt(length | STORED);
            out.write(block, 0, length);
        }
        length = 0;
    }

    private void writeInt(final int value) throws IOException {
        out.write(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The LZ4 frame is closed");
        }
    }
}
