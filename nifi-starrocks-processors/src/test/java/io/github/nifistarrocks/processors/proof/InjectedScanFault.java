package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;

/** The fault of one scan, from the plan to its end. */
final class InjectedScanFault implements AutoCloseable {

    private static final int EVERY_BACKEND = -1;
    private static final int MEMORY_LIMIT_EXCEEDED = 5;

    private final StarRocksEmulator cluster;
    private final ScannedTable table;
    private final Random random;
    private final ScanFault fault;
    /** Whether it hits each request, and not only some. */
    private final boolean lasting;
    private final int backend;
    private final List<FaultRule> rules = new ArrayList<>();
    private final List<EmulatorBackend> dead = new CopyOnWriteArrayList<>();
    private final AtomicBoolean happened = new AtomicBoolean();

    private InjectedScanFault(final StarRocksEmulator cluster, final ScannedTable table, final ScanFault fault, final Random random) {
        this.cluster = cluster;
        this.table = table;
        this.fault = fault;
        this.random = random;
        lasting = random.nextInt(5) == 0;
        // A fault of a second each time is lasting on one BE only.
        backend = fault == ScanFault.HANGS_AT_OPEN || random.nextBoolean() ? random.nextInt(cluster.backends().size()) : EVERY_BACKEND;
    }

    static InjectedScanFault of(final StarRocksEmulator cluster, final ScannedTable table, final ScanFault fault, final Random random) {
        final InjectedScanFault injected = new InjectedScanFault(cluster, table, fault, random);
        injected.inject();
        return injected;
    }

    private void inject() {
        switch (fault) {
            case NONE -> {}
            case LOADED_AFTER_PLANNING -> now(() -> table.load(1 + random.nextInt(5), random));
            case COMPACTED_BEFORE_SCAN -> now(() -> table.compact(random));
            case ALTERED_BEFORE_SCAN -> now(table::alter);
            case COMPACTED_DURING_SCAN -> once(RequestKind.OPEN_SCANNER, ignored -> table.compact(random));
            case ALTERED_DURING_SCAN -> once(RequestKind.OPEN_SCANNER, ignored -> table.alter());
            case DEAD_AT_OPEN -> now(() -> kill(random.nextInt(cluster.backends().size())));
            case KILLED_DURING_SCAN -> once(RequestKind.GET_NEXT, this::kill);
            case FAILS_AT_CLOSE -> rule(RequestKind.CLOSE_SCANNER, one(new Fault.ResetBeforeBody(), new Fault.ResetAfterCommit(), new Fault.TruncateReply(3),
                    new Fault.ScanStatus(6, "cancel failed"), new Fault.Delay(Duration.ofMillis(20))));
            case HANGS_AT_OPEN -> rule(RequestKind.OPEN_SCANNER, new Fault.Delay(Duration.ofHours(1)));
            case SLOW_BATCH -> rule(RequestKind.GET_NEXT, one(new Fault.Delay(millis()), new Fault.DelayReply(millis())));
            case CONNECTION_RESET -> rule(one(RequestKind.OPEN_SCANNER, RequestKind.GET_NEXT, RequestKind.GET_NEXT),
                    one(new Fault.ResetBeforeBody(), new Fault.ResetAfterCommit(), new Fault.TruncateReply(random.nextInt(300))));
            case TRUNCATED_ARROW -> rule(RequestKind.GET_NEXT, new Fault.TruncatedRows(random.nextInt(2000)));
            case LOST_SCANNER -> rule(RequestKind.GET_NEXT, one(new Fault.LostContext(), new Fault.OffsetAhead(), new Fault.NoRows()));
            case SIBLING_CANCELLED -> rule(RequestKind.GET_NEXT, new Fault.ScannerFails("Memory of query exceed limit"));
            case OUT_OF_MEMORY -> rule(one(RequestKind.OPEN_SCANNER, RequestKind.GET_NEXT),
                    new Fault.ScanStatus(MEMORY_LIMIT_EXCEEDED, "Memory of process exceed limit"));
        }
    }

    @SafeVarargs
    private <T> T one(final T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private Duration millis() {
        return Duration.ofMillis(random.nextInt(30));
    }

    private void now(final Runnable event) {
        happened.set(true);
        event.run();
    }

    private void rule(final RequestKind kind, final Fault injected) {
        final long times = lasting ? Long.MAX_VALUE : 1 + random.nextInt(3);
        rules.add(cluster.faults().on(kind).where(backend == EVERY_BACKEND ? "be" : "be" + backend).after(kind == RequestKind.GET_NEXT ? random.nextInt(4) : 0)
                .times(times).inject(injected));
    }

    /** At the BE that gets one of the first requests. */
    private void once(final RequestKind kind, final BackendEvent event) {
        final int skipped = random.nextInt(2);
        for (int i = 0; i < cluster.backends().size(); i++) {
            final int index = i;
            cluster.faults().on(kind).where("be" + index).after(skipped).inject(new Fault.Meanwhile(() -> {
                if (!happened.getAndSet(true)) {
                    event.at(index);
                }
            }));
        }
    }

    @FunctionalInterface
    private interface BackendEvent {
        void at(int backend);
    }

    private void kill(final int index) {
        final EmulatorBackend victim = cluster.backends().get(index);
        dead.add(victim);
        victim.dieUnnoticed();
    }

    /** A BE is started again while FlowFiles wait for it, unless the fault is lasting. */
    void pass() throws IOException {
        if (!lasting) {
            revive();
        }
    }

    private void revive() throws IOException {
        for (final EmulatorBackend backend : dead) {
            backend.start();
        }
        dead.clear();
    }

    /** Whether the scan has met it. */
    boolean isMet() {
        return happened.get() || hits() > 0;
    }

    long hits() {
        return rules.stream().mapToLong(FaultRule::hits).sum();
    }

    boolean isLasting() {
        return lasting;
    }

    /** Whether the scan has to end with the rows: the fault passes, or another BE has them. */
    boolean allowsSuccessOnly() {
        final boolean hasOtherReplicas = table.form().replicas() > 1;
        return switch (fault) {
            case NONE, LOADED_AFTER_PLANNING, FAILS_AT_CLOSE, SLOW_BATCH, COMPACTED_BEFORE_SCAN, COMPACTED_DURING_SCAN, ALTERED_BEFORE_SCAN,
                    ALTERED_DURING_SCAN ->
                true;
            case DEAD_AT_OPEN, KILLED_DURING_SCAN -> hasOtherReplicas || !lasting;
            case HANGS_AT_OPEN, CONNECTION_RESET, LOST_SCANNER, SIBLING_CANCELLED, OUT_OF_MEMORY ->
                !lasting || hasOtherReplicas && backend != EVERY_BACKEND;
            // It is no failure of the network, so a FlowFile that has met it at each replica is not read again.
            case TRUNCATED_ARROW -> hasOtherReplicas && backend != EVERY_BACKEND;
        };
    }

    @Override
    public void close() throws IOException {
        cluster.faults().clear();
        revive();
    }
}
