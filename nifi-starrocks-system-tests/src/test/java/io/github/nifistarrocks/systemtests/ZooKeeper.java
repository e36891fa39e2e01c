package io.github.nifistarrocks.systemtests;

import java.nio.file.Path;
import java.util.Properties;

import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/**
 * A ZooKeeper in this JVM, so that the nodes of a NiFi cluster need none of each other.
 */
final class ZooKeeper implements AutoCloseable {
    private final ZooKeeperServerEmbedded server;

    private ZooKeeper(final ZooKeeperServerEmbedded server) {
        this.server = server;
    }

    static ZooKeeper start(final Path directory) {
        final Properties properties = new Properties();
        properties.setProperty("clientPortAddress", "127.0.0.1");
        properties.setProperty("clientPort", "0");
        properties.setProperty("tickTime", "500");
        properties.setProperty("admin.enableServer", "false");
        try {
            final ZooKeeperServerEmbedded server = ZooKeeperServerEmbedded.builder().baseDir(directory).configuration(properties)
                    .exitHandler(ExitHandler.LOG_ONLY).build();
            server.start(TestBed.LIMIT.toMillis());
            return new ZooKeeper(server);
        } catch (final Exception e) {
            throw new IllegalStateException("Starting ZooKeeper failed", e);
        }
    }

    /** Host and port. */
    String address() {
        try {
            return server.getConnectionString();
        } catch (final Exception e) {
            throw new IllegalStateException("ZooKeeper has no address", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
