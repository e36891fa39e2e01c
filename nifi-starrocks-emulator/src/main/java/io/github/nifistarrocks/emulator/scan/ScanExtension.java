package io.github.nifistarrocks.emulator.scan;

import java.io.IOException;
import java.net.InetAddress;

import io.github.nifistarrocks.emulator.ClusterContext;
import io.github.nifistarrocks.emulator.extension.BackendExtension;

/** The thrift port of every BE. Scripted faults tell BEs apart by the names {@code be0}, {@code be1} and so on. */
public final class ScanExtension implements BackendExtension {
    @Override
    public Port open(ClusterContext cluster, int index, InetAddress address, int port) throws IOException {
        ThriftScanServer server = ThriftScanServer.start(cluster.scans().service(index), cluster.faults(), address, port);
        return new Port() {
            @Override
            public int number() {
                return server.port();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
