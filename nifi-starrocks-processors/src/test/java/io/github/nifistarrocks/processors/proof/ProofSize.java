package io.github.nifistarrocks.processors.proof;

import java.util.concurrent.ThreadLocalRandom;

/** How large a proof is to be, and from which seed: {@code -Dproof.size=full} and {@code -Dproof.seed=}. */
final class ProofSize {

    private ProofSize() {}

    static boolean isFull() {
        return "full".equals(System.getProperty("proof.size"));
    }

    /** A number by size: proofs are part of every build, where they have to be quick. */
    static int of(final int full, final int reduced) {
        return isFull() ? full : reduced;
    }

    /** The seed that is asked for, or a new one. */
    static long seed() {
        final Long wanted = Long.getLong("proof.seed");
        return wanted == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : wanted;
    }
}
