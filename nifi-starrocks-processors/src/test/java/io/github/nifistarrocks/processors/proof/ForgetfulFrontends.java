package io.github.nifistarrocks.processors.proof;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;

/** Before some attempts all FEs sweep their labels, and before every twentieth a leader is elected, which loses every transaction that is neither prepared nor committed. */
final class ForgetfulFrontends implements Consumer<Random> {

    private static final int ATTEMPTS_PER_SWEEP = 3;
    private static final int ATTEMPTS_PER_ELECTION = 20;

    private final StarRocksEmulator cluster;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final AtomicInteger elections = new AtomicInteger();

    ForgetfulFrontends(final StarRocksEmulator cluster) {
        this.cluster = cluster;
    }

    @Override
    public void accept(final Random random) {
        if (random.nextInt(ATTEMPTS_PER_SWEEP) == 0) {
            cluster.frontends().forEach(EmulatorFrontend::sweepLabels);
            sweeps.incrementAndGet();
        }
        if (attempts.incrementAndGet() % ATTEMPTS_PER_ELECTION == 0) {
            cluster.electLeader(random.nextInt(cluster.frontends().size()), random.nextBoolean() ? Election.UP_TO_DATE : Election.BEHIND);
            elections.incrementAndGet();
        }
    }

    int sweeps() {
        return sweeps.get();
    }

    int elections() {
        return elections.get();
    }
}
