package io.github.nifistarrocks.emulator.scan;

import java.util.Optional;

/** The batches of a scanner; used by one thread at a time. */
interface BatchSource extends AutoCloseable {

    /** The next batch, of at least one row; empty at the end. */
    Optional<PreparedBatch> next();

    /** A batch of no rows, with the schema of the others. */
    PreparedBatch emptyBatch();

    @Override
    void close();
}
