package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;

/** Stops a server of the cluster for the duration of one attempt, one server at a time. */
final class ClusterOutage {

    private final Semaphore one = new Semaphore(1);
    private final StarRocksEmulator cluster;

    ClusterOutage(final StarRocksEmulator cluster) {
        this.cluster = cluster;
    }

    /** Stops a server, unless another one is down. */
    Optional<Outage> begin(final Random random) {
        return one.tryAcquire() ? Optional.of(kill(random)) : Optional.empty();
    }

    private Outage kill(final Random random) {
        final int victim = random.nextInt(5);
        if (victim < 2) {
            final EmulatorFrontend frontend = cluster.frontends().get(victim);
            final boolean leads = frontend.isLeader();
            frontend.stop();
            if (leads) {
                cluster.electLeader(1 - victim, random.nextBoolean() ? Election.UP_TO_DATE : Election.BEHIND);
            }
            return new Outage(leads ? "leader FE dead" : "follower FE dead", () -> {
                frontend.start();
                one.release();
            });
        }
        final EmulatorBackend backend = cluster.backends().get(victim - 2);
        final boolean noticed = random.nextBoolean();
        if (noticed) {
            backend.stop();
        } else {
            backend.dieUnnoticed();
        }
        return new Outage(noticed ? "BE dead" : "BE dead, FE does not know", () -> {
            backend.start();
            one.release();
        });
    }

    /** @param end starts the server again */
    record Outage(String name, Revival end) {}

    /** May fail to open its port. */
    @FunctionalInterface
    interface Revival {
        void run() throws IOException;
    }
}
