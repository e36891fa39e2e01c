package io.github.nifistarrocks.emulator.extension;

import java.io.IOException;
import java.net.InetAddress;

/** The second port of every BE, the thrift one. */
public interface BackendExtension {

    /**
     * Opens the port of one BE.
     *
     * @param index of the BE in the cluster, from 0
     * @param port 0 for any free one
     */
    Port open(int index, InetAddress address, int port) throws IOException;

    /** An open port; closing it ends its connections and forgets what they held. */
    interface Port extends AutoCloseable {
        int number();

        @Override
        void close();
    }
}
