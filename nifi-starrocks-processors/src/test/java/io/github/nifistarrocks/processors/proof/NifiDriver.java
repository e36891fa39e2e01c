package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.processors.proof.AttemptPlan.Event;
import io.github.nifistarrocks.processors.proof.ClusterOutage.Outage;
import io.github.nifistarrocks.processors.proof.FragileSession.CommitFate;
import io.github.nifistarrocks.processors.proof.NifiNode.Result;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;

/**
 * Acts as NiFi for PutStarRocks: keeps the queue, runs the processor once for a FlowFile and handles its relationship, until every FlowFile is in success.
 * The plan of each attempt adds faults and events.
 */
final class NifiDriver {

    /** FlowFiles that are attempted in turn; the others wait. */
    private static final int WINDOW = 60;
    private static final int MAX_ATTEMPTS = 200;
    private static final Duration YIELD = Duration.ofMillis(5);
    /** After the load has come to the slow hop. */
    private static final Duration LATEST_INTERRUPTION = Duration.ofMillis(30);

    private final StarRocksEmulator cluster;
    private final List<NifiNode> nodes;
    private final Iterator<TestFlowFile> source;
    private final long seed;
    private final ClusterOutage outages;
    private final List<TestFlowFile> window = new ArrayList<>();
    private final Random picks;
    private int underWay;
    private Person person = new Person(failed -> false, (flowFile, failed) -> false);
    private Consumer<Random> disturbance = random -> {};
    private boolean moves = true;

    final ProofCounts faults = new ProofCounts();
    final ProofCounts events = new ProofCounts();
    final ProofCounts edits = new ProofCounts();
    final ProofCounts routes = new ProofCounts();
    final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    NifiDriver(final StarRocksEmulator cluster, final List<NifiNode> nodes, final Iterable<TestFlowFile> flowFiles, final long seed) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.source = flowFiles.iterator();
        this.seed = seed;
        this.picks = new Random(seed);
        this.outages = new ClusterOutage(cluster);
    }

    /** The person who decides about FlowFiles whose outcome cannot be determined. */
    NifiDriver with(final Person decider) {
        person = decider;
        return this;
    }

    /** Something that happens to the cluster before an attempt. */
    NifiDriver disturbedBy(final Consumer<Random> event) {
        disturbance = event;
        return this;
    }

    /** Each FlowFile stays on its node. */
    NifiDriver withoutMoves() {
        moves = false;
        return this;
    }

    /** Runs the flow until its end, with a number of concurrent tasks. */
    void run(final int taskCount) throws ExecutionException, InterruptedException {
        try (ExecutorService tasks = Executors.newFixedThreadPool(taskCount)) {
            final List<Future<?>> running = IntStream.range(0, taskCount).<Future<?>>mapToObj(task -> tasks.submit(this::work)).toList();
            for (final Future<?> task : running) {
                task.get();
            }
        }
        nodes.forEach(NifiNode::close);
        cluster.faults().clear();
    }

    /** Adds the number of faults, events and relationships to a report. */
    void addTo(final ProofReport report) {
        report.add("faults %d, of %d kinds", faults.total(), faults.sorted().size());
        events.addTo(report);
        routes.addTo(report);
    }

    /** One concurrent task: works until nothing is queued or under way any more, or something is wrong. */
    private void work() {
        Optional<TestFlowFile> next = next();
        while (next.isPresent()) {
            boolean done = true;
            try {
                done = attempt(next.get());
            } catch (RuntimeException | InitializationException | IOException e) {
                violations.add("%s: %s".formatted(e, next.get().story()));
            } finally {
                giveBack(next.get(), done);
            }
            next = next();
        }
    }

    private synchronized Optional<TestFlowFile> next() {
        while (window.size() < WINDOW && source.hasNext()) {
            final TestFlowFile arrived = source.next();
            arrived.enqueue();
            window.add(arrived);
        }
        while (window.isEmpty() && underWay > 0 && violations.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        if (window.isEmpty() || !violations.isEmpty()) {
            return Optional.empty();
        }
        underWay++;
        return Optional.of(window.remove(picks.nextInt(window.size())));
    }

    private synchronized void giveBack(final TestFlowFile flowFile, final boolean done) {
        underWay--;
        if (!done) {
            window.add(flowFile);
        }
        notifyAll();
    }

    /** @return whether the FlowFile is done */
    private boolean attempt(final TestFlowFile flowFile) throws InitializationException, IOException {
        final Random random = new Random(seed * 1_000_003 + flowFile.number() * 1009L + flowFile.attempts());
        final int drawn = AttemptPlan.node(random, nodes.size());
        final int number = moves ? drawn : flowFile.number() % nodes.size();
        final NifiNode node = nodes.get(number);
        disturbance.accept(random);
        final AttemptPlan plan = AttemptPlan.draw(random, number, node.usesTransactions(), flowFile);
        if (plan.event() == Event.EDITED) {
            edit(node, random);
        }
        final List<Planted> planted = new ArrayList<>();
        plan.faults().forEach(injected -> planted.add(plant(flowFile, injected)));
        final Result result;
        try {
            result = trigger(flowFile, node, plan, random, planted);
        } finally {
            planted.forEach(one -> cluster.faults().drop(one.rule));
        }
        if (result.route() == NifiNode.Route.WAITING) {
            flowFile.notAttempted();
            // What it waits for ends soon.
            LockSupport.parkNanos(YIELD.toNanos());
            return false;
        }
        planted.stream().filter(one -> one.rule.hits() > 0).forEach(one -> faults.add(one.injected.name(), one.rule.hits()));
        events.add(plan.event().name());
        routes.add(result.route().name());
        flowFile.note("node %d, %s, %s -> %s %s".formatted(number, plan.event(),
                planted.stream().map(one -> "%s (%d hits)".formatted(one.injected.name(), one.rule.hits())).toList(), result.route(),
                result.words()));
        return settle(flowFile, plan, result, planted.stream().anyMatch(one -> one.injected.misleading() && one.rule.hits() > 0));
    }

    private Result trigger(final TestFlowFile flowFile, final NifiNode node, final AttemptPlan plan, final Random random, final List<Planted> planted)
            throws InitializationException, IOException {
        return switch (plan.event()) {
            case NONE, EDITED -> node.trigger(flowFile.take(), CommitFate.STORED, Integer.MAX_VALUE);
            case COMMIT_LOST -> node.trigger(flowFile.take(), CommitFate.LOST, Integer.MAX_VALUE);
            case CONTENT_UNREADABLE -> node.trigger(flowFile.take(), CommitFate.STORED, random.nextInt(flowFile.bytes() * 2));
            case NIFI_KILLED -> {
                final Result result = node.trigger(flowFile.take(), CommitFate.LOST, Integer.MAX_VALUE);
                node.reboot();
                yield result;
            }
            case NIFI_KILLED_AFTER_COMMIT -> {
                final Result result = node.trigger(flowFile.take(), CommitFate.STORED_AND_DEAD, Integer.MAX_VALUE);
                node.reboot();
                yield result;
            }
            case STOPPED -> meanwhile(flowFile, node, random, planted, node::restartProcessor);
            case STOPPED_AND_EDITED -> meanwhile(flowFile, node, random, planted, () -> edit(node, random));
            case NIFI_KILLED_MEANWHILE -> meanwhile(flowFile, node, random, planted, node::reboot);
            case SERVER_DEAD -> {
                final Optional<Outage> outage = outages.begin(random);
                outage.ifPresent(one -> faults.add(one.name()));
                try {
                    yield node.trigger(flowFile.take(), CommitFate.STORED, Integer.MAX_VALUE);
                } finally {
                    if (outage.isPresent()) {
                        outage.get().end().run();
                    }
                }
            }
        };
    }

    /** Makes one hop slow and lets something happen to the node when the load has come there. */
    private Result meanwhile(final TestFlowFile flowFile, final NifiNode node, final Random random, final List<Planted> planted,
            final Interruption interruption) {
        final Planted slow = plant(flowFile, InjectedFault.slow(random, node.usesTransactions()));
        planted.add(slow);
        final long moment = random.nextLong(LATEST_INTERRUPTION.toNanos());
        final AtomicBoolean ended = new AtomicBoolean();
        final Thread interrupter = Thread.ofVirtual().name("interrupter").start(() -> {
            while (slow.rule.hits() == 0 && !ended.get()) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            LockSupport.parkNanos(moment);
            try {
                interruption.run();
            } catch (InitializationException | RuntimeException e) {
                violations.add("%s: %s".formatted(e, flowFile.story()));
            }
        });
        try {
            return node.trigger(flowFile.take(), CommitFate.STORED, Integer.MAX_VALUE);
        } finally {
            ended.set(true);
            try {
                interrupter.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean settle(final TestFlowFile flowFile, final AttemptPlan plan, final Result result, final boolean misled) {
        if (flowFile.attempts() >= MAX_ATTEMPTS) {
            violations.add("Does not succeed: " + flowFile.story());
        }
        return switch (result.route()) {
            case SUCCESS -> {
                flowFile.loadedAs(attribute(result, "starrocks.label"), attribute(result, "starrocks.warning"));
                yield true;
            }
            case RETRY -> {
                if (plan.keepsAttributes()) {
                    flowFile.requeue(result.flowFile());
                } else {
                    flowFile.retry(NifiNode.PROCESSOR_ID);
                }
                yield false;
            }
            case GIVEN_BACK -> {
                flowFile.requeue(result.flowFile());
                yield false;
            }
            case FAILURE -> {
                if (person.isNeeded(result.flowFile())) {
                    yield person.decide(flowFile, result.flowFile());
                }
                if (!misled) {
                    violations.add("Went to failure: " + flowFile.story());
                }
                yield false;
            }
            case WAITING -> throw new IllegalStateException("It was not attempted");
            case ROLLED_BACK -> {
                // The processor yields, for a shorter time here.
                LockSupport.parkNanos(YIELD.toNanos());
                yield false;
            }
        };
    }

    private static String attribute(final Result result, final String name) {
        return Optional.ofNullable(result.flowFile().getAttribute(name)).orElse("");
    }

    private void edit(final NifiNode node, final Random random) {
        final PropertyEdits.Change change = node.edit(random);
        edits.add("%s = %s".formatted(change.property(), change.value()));
    }

    private Planted plant(final TestFlowFile flowFile, final InjectedFault injected) {
        return new Planted(injected,
                cluster.faults().on(injected.kind()).after(injected.after()).times(injected.times()).where(flowFile.uuid()).inject(injected.fault()));
    }

    /**
     * Decides about FlowFiles in failure.
     *
     * @param need whether the message of a FlowFile asks for a decision
     * @param decision whether the FlowFile is done; else it is sent again
     */
    record Person(Predicate<MockFlowFile> need, BiPredicate<TestFlowFile, MockFlowFile> decision) {

        boolean isNeeded(final MockFlowFile failed) {
            return need.test(failed);
        }

        boolean decide(final TestFlowFile flowFile, final MockFlowFile failed) {
            return decision.test(flowFile, failed);
        }
    }

    /** What happens to a node. */
    @FunctionalInterface
    private interface Interruption {
        void run() throws InitializationException;
    }

    private record Planted(InjectedFault injected, FaultRule rule) {}
}
