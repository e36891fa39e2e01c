package io.github.nifistarrocks.emulator.scan;

import java.io.IOException;
import java.net.InetAddress;

import io.github.nifistarrocks.emulator.extension.BackendExtension;
import io.github.nifistarrocks.emulator.fault.Faults;

/**
 * The thrift port of every BE. Scripted faults know the BEs by the names {@code be0}, {@code be1} and so on.
 *
 * @param engine shared by the BEs
 * @param faults the script
 */
public record ScanExtension(ScanEngine engine, Faults faults) implements BackendExtension {

    @Override
    public Port open(final int index, final InetAddress address, final int port) throws IOException {
        final ThriftScanServer server = ThriftScanServer.start(engine.service(index), faults, address, port);
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
