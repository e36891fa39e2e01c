package io.github.nifistarrocks.processors.proof;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.proof.StatefulSession.CommitFate;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes of a NiFi cluster on which FetchStarRocksTablets runs with one state, while FEs and nodes fail. */
final class PlanningNodes {

    private static final int FRONTENDS = 3;
    private static final Map<String, String> SHORT_TIMEOUTS = Map.of("Connect Timeout", "2 sec", "FE Cool-Down", "50 ms");

    private final StarRocksCluster cluster;
    private final TableName table;
    private final Random random;
    private final ClusterState state = new ClusterState();
    private final Map<String, Integer> events = new TreeMap<>();
    private final List<TestRunner> nodes;

    /** @param properties of the processor besides the names of the table */
    PlanningNodes(final StarRocksCluster cluster, final TableName table, final Map<String, String> properties, final Random random)
            throws InitializationException {
        this.cluster = cluster;
        this.table = table;
        this.random = random;
        nodes = List.of(fetch(properties), fetch(properties));
    }

    /** A cluster of StarRocks for them. */
    static StarRocksCluster newCluster() {
        return StarRocksCluster.create(builder -> builder.frontends(FRONTENDS));
    }

    private TestRunner fetch(final Map<String, String> properties) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(new FetchStarRocksTablets());
        ClusterConnections.add(runner, cluster, SHORT_TIMEOUTS);
        runner.setProperty("Database", table.database());
        runner.setProperty("Table", table.table());
        properties.forEach(runner::setProperty);
        runner.setIncomingConnection(false);
        runner.assertValid();
        return runner;
    }

    ClusterState state() {
        return state;
    }

    /** How often what happened. */
    Map<String, Integer> events() {
        return events;
    }

    /** One or two runs of the processor, some with a fault. One FE may be behind from then on, until the next time. The FlowFiles of the runs that are committed. */
    List<MockFlowFile> round() {
        if (random.nextInt(4) == 0) {
            count("another FE is behind");
            cluster.emulator().catchUpMetadata();
            cluster.emulator().delayMetadata(random.nextInt(FRONTENDS), table);
        }
        final List<MockFlowFile> planned = new CopyOnWriteArrayList<>();
        final TestRunner primary = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                count("FE resets a statement");
                cluster.emulator().faults().on(RequestKind.SQL).times(1).inject(new Fault.ResetAfterCommit());
            }
            case 1 -> {
                count("FE truncates a plan");
                cluster.emulator().faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.TruncateReply(200 + random.nextInt(200)));
            }
            case 2 -> {
                count("all FEs fail");
                cluster.emulator().faults().on(RequestKind.QUERY_PLAN).times(3).inject(new Fault.ResetAfterCommit());
            }
            case 3 -> {
                count("NiFi dies before its commit");
                assertThat(plan(primary, CommitFate.LOST)).isEmpty();
            }
            case 4 -> {
                count("state out of reach");
                state.setOutOfReach(true);
                assertThat(plan(primary, CommitFate.STORED)).isEmpty();
                state.setOutOfReach(false);
            }
            case 5 -> {
                count("another node plans meanwhile");
                final TestRunner other = nodes.get(1 - nodes.indexOf(primary));
                cluster.emulator().faults().on(RequestKind.QUERY_PLAN).times(1)
                        .inject(new Fault.Meanwhile(() -> planned.addAll(plan(other, CommitFate.STORED))));
            }
            default -> count("no fault");
        }
        planned.addAll(plan(primary, CommitFate.STORED));
        cluster.emulator().faults().clear();
        return planned;
    }

    private void count(final String event) {
        events.merge(event, 1, Integer::sum);
    }

    /** Runs without faults, until nothing is new. */
    List<MockFlowFile> last() {
        cluster.emulator().catchUpMetadata();
        final List<MockFlowFile> planned = new ArrayList<>();
        for (List<MockFlowFile> next = plan(CommitFate.STORED); !next.isEmpty(); next = plan(CommitFate.STORED)) {
            planned.addAll(next);
        }
        return planned;
    }

    /** One run on the first node. */
    List<MockFlowFile> plan(final CommitFate fate) {
        return plan(nodes.getFirst(), fate);
    }

    /** The FlowFiles of one run; none when it is not committed. */
    private List<MockFlowFile> plan(final TestRunner node, final CommitFate fate) {
        final FetchStarRocksTablets processor = (FetchStarRocksTablets) node.getProcessor();
        final StatefulSession session = new StatefulSession(processor, state, fate);
        try {
            processor.onTrigger(context(node.getProcessContext()), () -> session);
        } catch (FragileSession.LostCommitException e) {
            return new ArrayList<>();
        }
        return new ArrayList<>(session.isCommitted() ? session.getFlowFilesForRelationship("success") : List.of());
    }

    /** With the state of the cluster in place of one of the test runner. */
    private ProcessContext context(final ProcessContext context) {
        return (ProcessContext) Proxy.newProxyInstance(ProcessContext.class.getClassLoader(), new Class<?>[] {ProcessContext.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("getStateManager") ? state : method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
