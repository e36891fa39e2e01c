package io.github.nifistarrocks.processors.spill;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.processors.common.TemporaryFileException;
import io.github.nifistarrocks.processors.spill.SpillFile.Block;

/** One sequence of bytes in a {@link SpillFile}. Whatever is written at once is a block of its own, so the writer must buffer. */
public final class SpilledBytes extends OutputStream {

    private final SpillFile file;
    private final List<Block> blocks = new ArrayList<>();

    SpilledBytes(final SpillFile file) {
        this.file = file;
    }

    @Override
    public void write(final int value) throws TemporaryFileException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws TemporaryFileException {
        for (int written = 0; written < length;) {
            final Block block = file.store(bytes, offset + written, length - written);
            blocks.add(block);
            written += block.length();
        }
    }

    /** Reads what was written so far, from the beginning. One block is held at a time. */
    public InputStream open() {
        return new BlockStream();
    }

    private final class BlockStream extends InputStream {

        private int next;
        private byte[] bytes = {};
        private int position;

        @Override
        public int read() throws TemporaryFileException {
            return isAtEnd() ? -1 : bytes[position++] & 0xff;
        }

        @Override
        public int read(final byte[] target, final int offset, final int length) throws TemporaryFileException {
            if (length == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return -1;
            }
            final int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }

        private boolean isAtEnd() throws TemporaryFileException {
            if (position == bytes.length && next < blocks.size()) {
                bytes = file.load(blocks.get(next));
                next++;
                position = 0;
            }
            return position == bytes.length;
        }
    }
}
