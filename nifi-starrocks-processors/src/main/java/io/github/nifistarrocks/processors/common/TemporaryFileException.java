package io.github.nifistarrocks.processors.common;

import java.io.IOException;
import java.nio.file.Path;

/** A temporary file cannot be created, written or read. Nothing is wrong with the FlowFile. */
public final class TemporaryFileException extends IOException {

    private static final long serialVersionUID = 1L;

    public TemporaryFileException(final Path directory, final IOException cause) {
        super("""
                A temporary file in [%s] cannot be used: %s. The FlowFile stays in its queue. Free space there, or set another directory by \
                -Djava.io.tmpdir in bootstrap.conf""".formatted(directory, Messages.of(cause)), cause);
    }
}
