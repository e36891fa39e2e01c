package io.github.nifistarrocks.emulator.extension;

import java.io.IOException;
import java.net.InetAddress;

import io.github.nifistarrocks.emulator.ClusterContext;

/** A second port of every BE, such as the thrift one. Found by {@link java.util.ServiceLoader}. */
public interface BackendExtension {
    /**
     * Opens the port of one BE.
     *
     * @param index of the BE in the cluster, from 0
     * @param port 0 for any free one
     */
    Port open(ClusterContext cluster, int index, InetAddress address, int port) throws IOException;

    /** An open port; closing it ends its connections and forgets what they held. */
    interface Port extends AutoCloseable {
        int number();

        @Override
        void close();
    }
}
