package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiCluster;
import io.github.nifistarrocks.systemtests.nifi.NifiHome;

/**
 * A StarRocks emulator and a ZooKeeper in this JVM, and two NiFi nodes with their own.
 */
final class ClusterBed implements AutoCloseable {
    static final int NODES = 2;

    private static final String HEAP = "512m";

    private final String password;
    private final StarRocksEmulator starRocks;
    private final ZooKeeper zooKeeper;
    private final NifiCluster cluster;

    private ClusterBed(final String password, final StarRocksEmulator starRocks, final ZooKeeper zooKeeper, final NifiCluster cluster) {
        this.password = password;
        this.starRocks = starRocks;
        this.zooKeeper = zooKeeper;
        this.cluster = cluster;
    }

    static ClusterBed start(final String name) throws IOException {
        final String password = "pw-" + UUID.randomUUID();
        final List<NifiHome> homes = IntStream.range(0, NODES)
                .mapToObj(node -> TestBed.home("%s-%d".formatted(name, node)).deploy(Workspace.bundle()))
                .toList();
        final ZooKeeper zooKeeper = ZooKeeper.start(Files.createDirectories(homes.getFirst().directory().resolve("zookeeper")));
        final StarRocksEmulator starRocks = StarRocksEmulator.builder().frontends(2).backends(3).user(TestBed.USER, password).start();
        final ClusterBed bed = new ClusterBed(password, starRocks, zooKeeper, NifiCluster.start(homes, HEAP, zooKeeper.address()));
        try {
            bed.cluster.awaitConnected();
        } catch (final RuntimeException e) {
            bed.close();
            throw e;
        }
        return bed;
    }

    StarRocksEmulator starRocks() {
        return starRocks;
    }

    NifiCluster cluster() {
        return cluster;
    }

    NifiClient nifi() {
        return cluster.client(0);
    }

    String password() {
        return password;
    }

    Path home(final int node) {
        return cluster.node(node).home().directory();
    }

    @Override
    public void close() {
        cluster.close();
        zooKeeper.close();
        starRocks.close();
        cluster.indexes().forEach(node -> cluster.node(node).home().deleteAllButLogs());
    }
}
