package io.github.nifistarrocks.processors.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

import io.github.nifistarrocks.processors.common.TemporaryFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sequences of bytes that may be longer than memory. The first ones are held in memory, the others in one temporary file, which only its owner can read. It is
 * deleted when this is closed, and when the JVM ends. Not thread-safe.
 */
public final class SpillFile implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(SpillFile.class);

    /** FileChannel keeps a buffer of the size of the largest write for each thread. */
    private static final int MAX_BLOCK = 64 * 1024;
    private static final int MAX_MEMORY = 8 << 20;

    private final Path directory;
    private long memory;
    private Optional<FileChannel> file = Optional.empty();
    private long fileSize;

    /**
     * @param directory of the file, which is created when it is needed
     * @param memory number of bytes that are held in memory
     */
    public SpillFile(final Path directory, final long memory) {
        this.directory = directory;
        this.memory = memory;
    }

    /** In the directory for temporary files of the JVM. */
    public static SpillFile create() {
        return new SpillFile(Path.of(System.getProperty("java.io.tmpdir")), MAX_MEMORY);
    }

    /** A new sequence of bytes. */
    public SpilledBytes newBytes() {
        return new SpilledBytes(this);
    }

    /** Bytes in the file so far. */
    public long fileSize() {
        return fileSize;
    }

    /** Stores bytes of the array, {@value #MAX_BLOCK} at most. */
    Block store(final byte[] bytes, final int offset, final int length) throws TemporaryFileException {
        final int size = Math.min(length, MAX_BLOCK);
        if (size <= memory) {
            memory -= size;
            return new Block.InMemory(Arrays.copyOfRange(bytes, offset, offset + size));
        }
        final Block.InFile block = new Block.InFile(fileSize, size);
        try {
            write(ByteBuffer.wrap(bytes, offset, size), block.position());
        } catch (IOException e) {
            throw new TemporaryFileException(directory, e);
        }
        fileSize += size;
        return block;
    }

    private void write(final ByteBuffer bytes, final long position) throws IOException {
        if (file.isEmpty()) {
            file = Optional.of(open());
        }
        for (long at = position; bytes.hasRemaining();) {
            at += file.get().write(bytes, at);
        }
    }

    private FileChannel open() throws IOException {
        // Only the owner can read what this method creates.
        final Path path = Files.createTempFile(directory, "nifi-starrocks-", ".tmp");
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    byte[] load(final Block block) throws TemporaryFileException {
        return switch (block) {
            case Block.InMemory stored -> stored.bytes();
            case Block.InFile stored -> read(stored);
        };
    }

    private byte[] read(final Block.InFile block) throws TemporaryFileException {
        final ByteBuffer bytes = ByteBuffer.allocate(block.length());
        try {
            while (bytes.hasRemaining()) {
                if (file.orElseThrow().read(bytes, block.position() + bytes.position()) < 0) {
                    throw new IOException("The file ends after %d bytes".formatted(file.get().size()));
                }
            }
        } catch (IOException e) {
            throw new TemporaryFileException(directory, e);
        }
        return bytes.array();
    }

    /** Deletes the file. Never fails: the load does not depend on it any more. */
    @Override
    public void close() {
        if (file.isPresent()) {
            try {
                file.get().close();
            } catch (IOException e) {
                LOGGER.warn("Deleting a temporary file in [{}] failed", directory, e);
            }
        }
    }

    /** Where a part of a sequence is. */
    sealed interface Block {

        int length();

        /** Bytes in memory. */
        record InMemory(byte[] bytes) implements Block {

            @Override
            public int length() {
                return bytes.length;
            }
        }

        /** Bytes in the file. */
        record InFile(long position, int length) implements Block {}
    }
}
