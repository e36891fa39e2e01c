package io.github.nifistarrocks.emulator.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * The script of faults, for instance {@code faults.on(BE_STREAM_LOAD).after(1).times(2).inject(new ResetAfterCommit())}. Safe for use by several
 * threads.
 */
public final class Faults {

    private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(1);

    /** Starts a rule for one kind of request. */
    public Script on(final RequestKind kind) {
        return new Script(kind, 0, Long.MAX_VALUE, subject -> true);
    }

    /** Drops all rules, and ends all delays in progress. */
    public void clear() {
        rules.clear();
        release();
    }

    /** Drops one rule; requests that it has matched are not affected. */
    public void drop(final FaultRule rule) {
        rules.remove(rule);
    }

    /** Ends the delays of all requests that have begun; delays of later requests last their time. */
    public synchronized void release() {
        final CountDownLatch open = gate;
        gate = new CountDownLatch(1);
        open.countDown();
    }

    /**
     * The faults of a request. Each call counts as one request, so call it once per request.
     *
     * @param subject text that rules may match: server, path and label; for a scan call the server
     */
    public ActiveFaults next(final RequestKind kind, final String subject) {
        final CountDownLatch end = gate;
        return new ActiveFaults(rules.stream().filter(rule -> rule.applies(kind, subject)).map(FaultRule::fault).toList(), end);
    }

    /** Waits for the time, or until {@link #release}. */
    public void sleep(final Duration time) {
        delay(time).run();
    }

    /** A wait for another thread that starts now: a {@link #release} before that thread runs ends it, too. */
    public Runnable delay(final Duration time) {
        final ActiveFaults none = new ActiveFaults(List.of(), gate);
        return () -> none.sleep(time);
    }

    /** Builds a rule. */
    public final class Script {
        private final RequestKind kind;
        private final long skipped;
        private final long times;
        private final Predicate<String> subjects;

        private Script(final RequestKind kind, final long skipped, final long times, final Predicate<String> subjects) {
            this.kind = kind;
            this.skipped = skipped;
            this.times = times;
            this.subjects = subjects;
        }

        /** Skips this number of requests first. */
        public Script after(final long requests) {
            return new Script(kind, requests, times, subjects);
        }

        /** Limits the number of requests that are hit; the default is all. */
        public Script times(final long requests) {
            return new Script(kind, skipped, requests, subjects);
        }

        /** Matches only requests whose server, path or label contains the text. */
        public Script where(final String part) {
            return new Script(kind, skipped, times, subject -> subject.contains(part));
        }

        /** @return the rule, for its count of hits */
        public FaultRule inject(final Fault fault) {
            final FaultRule rule = new FaultRule(kind, fault, skipped, times, subjects);
            rules.add(rule);
            return rule;
        }
    }
}
