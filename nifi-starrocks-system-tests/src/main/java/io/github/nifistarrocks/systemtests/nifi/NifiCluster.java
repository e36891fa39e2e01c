package io.github.nifistarrocks.systemtests.nifi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.nifistarrocks.systemtests.nifi.NifiClient.ClusterNode;
import io.github.nifistarrocks.systemtests.nifi.NifiHome.ClusterSettings;

/**
 * The nodes of a NiFi cluster. A node is identified by its index, also after it was started again.
 */
public final class NifiCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final List<NifiProcess> nodes;

    private NifiCluster(final List<NifiProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Starts one node in each home and returns at once.
     *
     * @param homes instances that were not started before
     * @param heap size of the heap of each node as the JVM takes it, for instance {@code 512m}
     * @param zooKeeper address of ZooKeeper as host and port
     * @return the cluster
     */
    public static NifiCluster start(final List<NifiHome> homes, final String heap, final String zooKeeper) {
        final ClusterSettings settings = new ClusterSettings(zooKeeper, homes.size(), UUID.randomUUID().toString());
        final List<NifiProcess> nodes = new ArrayList<>();
        homes.forEach(home -> nodes.add(NifiProcess.start(home.join(settings), heap)));
        return new NifiCluster(nodes);
    }

    /**
     * Waits until all nodes are connected, and one of them is the primary node.
     *
     * @throws NifiGoneException when a node ends before that
     * @throws AwaitException when it takes too long
     */
    public void awaitConnected() {
        nodes.forEach(NifiProcess::awaitReady);
        Await.value("all nodes to be connected", LIMIT, () -> client(0).nodes(), found -> indexes().allMatch(index -> isConnected(found, index))
                && found.stream().anyMatch(ClusterNode::isPrimary));
    }

    /**
     * Waits until the coordinator of the cluster has noticed that a node is gone. Until then requests to the other nodes fail.
     *
     * @param index the node that was killed
     * @param viewer index of a node that runs
     * @throws AwaitException when it takes too long
     */
    public void awaitDisconnected(final int index, final int viewer) {
        Await.value("node %d to be disconnected".formatted(index), LIMIT, () -> client(viewer).nodes(), found -> !isConnected(found, index));
    }

    /** Starts nodes that were killed, and waits until all are connected. */
    public void restartKilled() {
        nodes.stream().filter(node -> !node.isAlive()).forEach(NifiProcess::restart);
        awaitConnected();
    }

    private boolean isConnected(final List<ClusterNode> found, final int index) {
        return found.stream().anyMatch(node -> node.port() == node(index).home().httpPort() && node.isConnected());
    }

    /**
     * The indexes of the nodes.
     *
     * @return from 0
     */
    public IntStream indexes() {
        return IntStream.range(0, nodes.size());
    }

    public NifiProcess node(final int index) {
        return nodes.get(index);
    }

    /**
     * A client of one node. A change is made on all connected nodes.
     *
     * @param index the node
     * @return the client
     */
    public NifiClient client(final int index) {
        return new NifiClient(node(index).home().api());
    }

    /**
     * The primary node in the view of a node.
     *
     * @param viewer index of the node that is asked
     * @return index of the primary node
     * @throws IllegalStateException while there is none
     */
    public int primary(final int viewer) {
        final List<ClusterNode> found = client(viewer).nodes();
        return indexes()
                .filter(index -> found.stream().anyMatch(node -> node.isPrimary() && node.port() == node(index).home().httpPort()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The cluster has no primary node: " + found));
    }

    /**
     * The roles of a node, such as "Primary Node".
     *
     * @param index the node
     * @return names of the roles
     */
    public List<String> roles(final int index) {
        return client(index).nodes().stream().filter(node -> node.port() == node(index).home().httpPort()).flatMap(node -> node.roles().stream()).sorted()
                .toList();
    }

    /**
     * How the FlowFiles of a queue are distributed over the nodes now.
     *
     * @param queue the queue
     * @return number of FlowFiles of each node, by index
     */
    public List<Integer> flowFiles(final NifiQueue queue) {
        final Map<Integer, Integer> byPort = queue.flowFilesByPort();
        return indexes().mapToObj(index -> byPort.getOrDefault(node(index).home().httpPort(), 0)).toList();
    }

    @Override
    public void close() {
        nodes.forEach(NifiProcess::close);
    }
}
