package io.github.nifistarrocks.emulator.junit;

import java.net.URI;
import java.util.List;

/** The operations of a contract test on its cluster. */
interface ClusterAccess extends AutoCloseable {

    List<URI> frontendUrls();

    String user();

    String password();

    void execute(String sql);

    List<List<Object>> query(String sql);

    @Override
    void close();
}
