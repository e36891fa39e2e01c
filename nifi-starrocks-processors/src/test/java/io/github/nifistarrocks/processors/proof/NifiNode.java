package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.PutStarRocks;
import io.github.nifistarrocks.processors.proof.FragileSession.CommitFate;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.MockProcessorInitializationContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/**
 * One node of a NiFi cluster: an instance of the one PutStarRocks of the flow, with services of its own. Several tasks may use it at a time; starting, editing
 * and dying wait until they have ended, as NiFi does.
 */
final class NifiNode implements AutoCloseable {

    /** The same on all nodes and after every restart, as NiFi keeps it. */
    static final String PROCESSOR_ID = "1d2c5e7a-0193-1000-8000-5f0b7a1e44aa";

    static final String TWO_PHASE = "TWO_PHASE";

    /** So that faults cost little time. */
    private static final Map<String, String> SHORT_TIMEOUTS = Map.of("Maximum Back-Off", "20 ms", "Connect Timeout", "1 sec", "Response Timeout", "500 ms",
            "Outcome Timeout", "500 ms",
            "Continue Timeout", "400 ms",
            "FE Cool-Down", "100 ms");

    private final StarRocksCluster cluster;
    private final Map<String, String> connectionProperties;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final ReadWriteLock tasks = new ReentrantReadWriteLock();
    private TestRunner runner;
    private ControllerService connection;
    private PutStarRocks processor;
    private Map<String, String> state = Map.of();

    /** With timeouts well below a second. */
    static NifiNode impatient(final StarRocksCluster cluster, final Map<String, String> properties) throws InitializationException {
        return new NifiNode(cluster, properties, SHORT_TIMEOUTS);
    }

    /** With the timeouts that users get. */
    static NifiNode patient(final StarRocksCluster cluster, final Map<String, String> properties) throws InitializationException {
        return new NifiNode(cluster, properties, Map.of());
    }

    private NifiNode(final StarRocksCluster cluster, final Map<String, String> properties, final Map<String, String> connectionProperties)
            throws InitializationException {
        this.cluster = cluster;
        this.properties.putAll(properties);
        this.connectionProperties = connectionProperties;
        boot();
    }

    /**
     * Runs the processor once for a FlowFile.
     *
     * @param fate of NiFi's own commit
     * @param readableBytes of the content until its repository fails
     */
    Result trigger(final MockFlowFile flowFile, final CommitFate fate, final int readableBytes) {
        tasks.readLock().lock();
        try {
            final FragileSession session = new FragileSession(processor, flowFile, fate, readableBytes);
            try {
                processor.onTrigger(context(), () -> session);
            } catch (RuntimeException e) {
                return new Result(Route.ROLLED_BACK, flowFile, e.toString());
            }
            return result(session, flowFile);
        } finally {
            tasks.readLock().unlock();
        }
    }

    /** Whether its tasks load in transactions of several requests. */
    boolean usesTransactions() {
        tasks.readLock().lock();
        try {
            final String strategy = properties.getOrDefault("Delivery Strategy", "").toUpperCase(Locale.ROOT);
            return strategy.contains("TRANSACTION") || strategy.equals(TWO_PHASE);
        } finally {
            tasks.readLock().unlock();
        }
    }

    /** Stops the processor, whatever its tasks are at, and starts it again. */
    void restartProcessor() {
        processor().cancelCalls();
        tasks.writeLock().lock();
        try {
            processor.remember();
            start();
        } finally {
            tasks.writeLock().unlock();
        }
    }

    private void start() {
        processor.allowCalls();
        processor.start(context());
    }

    /** Stops the processor, changes a property if what comes out is valid, and starts it again. */
    PropertyEdits.Change edit(final Random random) {
        processor().cancelCalls();
        tasks.writeLock().lock();
        processor.remember();
        try {
            final PropertyEdits.Change change = PropertyEdits.draw(random, processor);
            final String before = properties.get(change.property());
            if (TWO_PHASE.equals(before)) {
                // Another strategy depends on the memory of labels.
                return new PropertyEdits.Change(change.property(), "kept");
            }
            set(change.property(), change.value());
            if (!context().validate().isEmpty()) {
                set(change.property(), before);
                return new PropertyEdits.Change(change.property(), "refused");
            }
            return change;
        } finally {
            start();
            tasks.writeLock().unlock();
        }
    }

    /** Dies with everything that it held in memory, and comes up again with the state that NiFi has stored. */
    void reboot() throws InitializationException {
        processor().cancelCalls();
        tasks.writeLock().lock();
        try {
            state = stored();
            shutDown();
            boot();
        } finally {
            tasks.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        tasks.writeLock().lock();
        try {
            shutDown();
        } finally {
            tasks.writeLock().unlock();
        }
    }

    private synchronized PutStarRocks processor() {
        return processor;
    }

    private Map<String, String> stored() {
        try {
            return runner.getStateManager().getState(Scope.LOCAL).toMap();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void boot() throws InitializationException {
        runner = TestRunners.newTestRunner(PutStarRocks.class);
        try {
            runner.getStateManager().setState(state, Scope.LOCAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processor = (PutStarRocks) runner.getProcessor();
        processor.initialize(new MockProcessorInitializationContext(processor, context()) {
            @Override
            public String getIdentifier() {
                return PROCESSOR_ID;
            }
        });
        connection = ClusterConnections.add(runner, cluster, connectionProperties);
        final ControllerService reader = new JsonTreeReader();
        runner.addControllerService("reader", reader);
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "reader");
        properties.forEach(runner::setProperty);
        runner.assertValid();
        start();
    }

    private MockProcessContext context() {
        return (MockProcessContext) runner.getProcessContext();
    }

    private void shutDown() {
        processor.cancelCalls();
        runner.disableControllerService(connection);
    }

    private void set(final String property, final String value) {
        if (value == null) {
            properties.remove(property);
            runner.removeProperty(property);
        } else {
            properties.put(property, value);
            runner.setProperty(property, value);
        }
    }

    private static Result result(final FragileSession session, final MockFlowFile sent) {
        if (!session.isSelected()) {
            return new Result(Route.WAITING, sent, "");
        }
        if (!session.isCommitted()) {
            return new Result(Route.ROLLED_BACK, sent, "");
        }
        if (session.givenBack().isPresent()) {
            final MockFlowFile queued = session.givenBack().get();
            return new Result(Route.GIVEN_BACK, queued, String.valueOf(queued.getAttribute("starrocks.status")));
        }
        for (final Route route : List.of(Route.SUCCESS, Route.RETRY, Route.FAILURE)) {
            if (!session.getFlowFilesForRelationship(route.relationship()).isEmpty()) {
                final MockFlowFile reported = session.getFlowFilesForRelationship(route.relationship()).getFirst();
                return new Result(route, reported,
                        "%s %s".formatted(reported.getAttribute("starrocks.status"), reported.getAttribute("starrocks.error.message")));
            }
        }
        throw new IllegalStateException("The FlowFile went nowhere");
    }

    /** Where a FlowFile goes. */
    enum Route {
        SUCCESS, RETRY, FAILURE, ROLLED_BACK, GIVEN_BACK,
        /** It stays in its queue, because its table is in back-off or held. */
        WAITING;

        String relationship() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param flowFile as it left the processor, with what that wrote to its attributes */
    record Result(Route route, MockFlowFile flowFile, String words) {}
}
