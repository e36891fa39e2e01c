package io.github.nifistarrocks.processors;

import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.services.StandardStarRocksConnectionService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;

/** The connection service of a test cluster, enabled. */
public final class ClusterConnections {

    private ClusterConnections() {}

    /** Adds the service to a runner as "connection", which its processor uses. */
    public static ControllerService add(final TestRunner runner, final StarRocksCluster cluster, final Map<String, String> properties)
            throws InitializationException {
        final ControllerService connection = new StandardStarRocksConnectionService();
        runner.addControllerService("connection", connection);
        runner.setProperty(connection, "FE URLs", cluster.frontendUrls().stream().map(Object::toString).collect(Collectors.joining(",")));
        runner.setProperty(connection, "Username", cluster.user());
        if (!cluster.password().isEmpty()) {
            runner.setProperty(connection, "Password", cluster.password());
        }
        properties.forEach((name, value) -> runner.setProperty(connection, name, value));
        runner.enableControllerService(connection);
        runner.setProperty("Connection Service", "connection");
        return connection;
    }
}
