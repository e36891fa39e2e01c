package io.github.nifistarrocks.emulator.cluster;

/** The ids of BEs, as the FE gives them. */
public final class BackendId {

    private static final long FIRST = 10_001;

    private BackendId() {}

    /** @param backend its index */
    public static long of(final int backend) {
        return FIRST + backend;
    }
}
