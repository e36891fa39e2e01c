package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.Fault.LabelForm;
import io.github.nifistarrocks.emulator.fault.RequestKind;

/**
 * A fault of the cluster that one try meets.
 *
 * @param kind of the request that is hit
 * @param fault what happens to it
 * @param after number of requests of the kind without the fault
 * @param times how often
 * @param misleading whether the reply may be one that StarRocks does not send, so that the processor may transfer to failure
 */
record InjectedFault(RequestKind kind, Fault fault, int after, int times, boolean misleading) {

    /** Longer than the timeouts of {@link NifiNode}. */
    private static final int MAX_DELAY_MILLIS = 700;
    private static final int MAX_REPLY_HEAD = 500;
    private static final String HTML = "<html><body>Bad gateway</body></html>";

    private static final List<RequestKind> SINGLE_LOAD = List.of(RequestKind.FE_STREAM_LOAD, RequestKind.BE_STREAM_LOAD, RequestKind.BE_STREAM_LOAD);
    private static final List<RequestKind> TRANSACTION = List.of(RequestKind.FE_TRANSACTION, RequestKind.TRANSACTION_BEGIN, RequestKind.TRANSACTION_LOAD,
            RequestKind.TRANSACTION_PREPARE, RequestKind.TRANSACTION_COMMIT, RequestKind.TRANSACTION_ROLLBACK);
    private static final List<RequestKind> ARBITERS = List.of(RequestKind.LOAD_STATE, RequestKind.LOAD_STATE, RequestKind.CANCEL);

    private static final List<String> REFUSALS = List.of(
            "current running txns on db 10001 is 1000, larger than limit 1000",
            "No backend alive.",
            "get database read lock timeout, database=10001",
            "There is no alive backend or compute node, No Backend alive");
    private static final List<String> BREAKDOWNS = List.of(
            "rpc failed: 127.0.0.11: [E1008]Reached timeout=60000ms",
            "tablet 10009 successful replica num 1 less then quorum num 2",
            "timeout by txn manager",
            "close index channel failed/too many versions");

    /** Faults of any request. */
    private static final List<Function<Draw, InjectedFault>> ANYWHERE = List.of(
            draw -> draw.of(new Fault.Delay(draw.delay())),
            draw -> draw.of(new Fault.DelayReply(draw.delay())),
            draw -> draw.of(new Fault.ResetBeforeBody()),
            draw -> draw.of(new Fault.ResetAfterCommit()),
            draw -> draw.of(new Fault.ResetAfterCommit()),
            draw -> draw.of(new Fault.TruncateReply(draw.random.nextInt(MAX_REPLY_HEAD))),
            draw -> draw.of(new Fault.Reply(500, "text/plain", "out of order")),
            draw -> draw.of(new Fault.Reply(503, "text/html", HTML)),
            draw -> draw.misleading(new Fault.Reply(200, "text/html", HTML)));

    /** Faults of a BE that takes rows. */
    private static final List<Function<Draw, InjectedFault>> LOADING = List.of(
            draw -> draw.of(new Fault.ResetInBody(draw.random.nextInt(draw.bodyBytes + 1))),
            draw -> draw.of(new Fault.ResetInBody(draw.random.nextInt(draw.bodyBytes + 1))),
            draw -> draw.of(new Fault.ResetBeforeCommit()),
            draw -> draw.of(new Fault.CommitDelay(draw.delay().multipliedBy(2))),
            draw -> draw.of(new Fault.PublishDelay(draw.delay())),
            draw -> draw.of(new Fault.PublishTimeout(draw.delay())),
            draw -> draw.of(new Fault.LabelExists(LabelForm.RUNNING)),
            draw -> draw.of(new Fault.LabelExists(LabelForm.AS_FAIL)),
            draw -> draw.of(Fault.tooManyVersions()),
            draw -> draw.of(Fault.tooManyVersionsOfOldRelease()),
            draw -> draw.of(Fault.tooManyRunningTransactions()),
            draw -> draw.of(Fault.memoryLimit()),
            draw -> draw.of(Fault.commitOutcomeUnknown()),
            draw -> draw.of(new Fault.LoadRefused(draw.one(REFUSALS))),
            draw -> draw.of(new Fault.LoadFails(draw.one(BREAKDOWNS))));

    /** One fault of a hop of the load. */
    static InjectedFault ofLoad(final Random random, final boolean transaction, final int bodyBytes) {
        final Draw draw = new Draw(random, Draw.one(random, transaction ? TRANSACTION : SINGLE_LOAD), bodyBytes);
        final List<Function<Draw, InjectedFault>> makers = new ArrayList<>(ANYWHERE);
        if (draw.isOfBackend()) {
            makers.addAll(LOADING);
        }
        return draw.one(makers).apply(draw);
    }

    /** One fault of the requests that return the outcome of a load, or cancel it. It may last as long as the attempt. */
    static InjectedFault ofArbiter(final Random random) {
        final Draw draw = new Draw(random, Draw.one(random, ARBITERS), 0);
        final InjectedFault injected = draw.one(ANYWHERE).apply(draw);
        return random.nextBoolean() ? injected : new InjectedFault(injected.kind, injected.fault, 0, Integer.MAX_VALUE, injected.misleading);
    }

    /** A hop that is slow, so that something else can happen meanwhile. A commit may come too late for the load's timeout. */
    static InjectedFault slow(final Random random, final boolean transaction) {
        final Draw draw = new Draw(random, Draw.one(random, transaction ? TRANSACTION : SINGLE_LOAD), 0);
        final Duration time = Duration.ofMillis(MAX_DELAY_MILLIS);
        final List<Fault> faults = new ArrayList<>(List.of(new Fault.Delay(time), new Fault.DelayReply(time)));
        if (draw.isOfBackend()) {
            faults.addAll(List.of(new Fault.CommitDelay(time), new Fault.CommitDelay(time.multipliedBy(2))));
        }
        return new InjectedFault(draw.kind, draw.one(faults), 0, 1, false);
    }

    /** As it is counted. */
    String name() {
        return switch (fault) {
            case Fault.LabelExists exists -> "%s LabelExists %s".formatted(kind, exists.form());
            case Fault.Reply reply -> "%s Reply %d".formatted(kind, reply.status());
            default -> "%s %s".formatted(kind, fault.getClass().getSimpleName());
        };
    }

    private record Draw(Random random, RequestKind kind, int bodyBytes) {

        static <T> T one(final Random random, final List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        <T> T one(final List<T> list) {
            return one(random, list);
        }

        boolean isOfBackend() {
            return kind != RequestKind.FE_STREAM_LOAD && kind != RequestKind.FE_TRANSACTION;
        }

        Duration delay() {
            return Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS));
        }

        InjectedFault of(final Fault fault) {
            return of(fault, false);
        }

        InjectedFault misleading(final Fault fault) {
            return of(fault, true);
        }

        private InjectedFault of(final Fault fault, final boolean misleading) {
            return new InjectedFault(kind, fault, kind == RequestKind.FE_TRANSACTION ? random.nextInt(5) : 0, 1 + random.nextInt(3), misleading);
        }
    }
}
