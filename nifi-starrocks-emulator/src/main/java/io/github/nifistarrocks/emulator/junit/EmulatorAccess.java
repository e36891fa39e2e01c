package io.github.nifistarrocks.emulator.junit;

import java.net.URI;
import java.util.List;

import io.github.nifistarrocks.emulator.StarRocksEmulator;

record EmulatorAccess(StarRocksEmulator emulator) implements ClusterAccess {

    @Override
    public List<URI> frontendUrls() {
        return emulator.frontendUrls();
    }

    @Override
    public String user() {
        return StarRocksCluster.EMULATOR_USER;
    }

    @Override
    public String password() {
        return StarRocksCluster.EMULATOR_PASSWORD;
    }

    @Override
    public void execute(final String sql) {
        emulator.execute(sql);
    }

    @Override
    public List<List<Object>> query(final String sql) {
        return emulator.query(sql);
    }

    @Override
    public void close() {
        emulator.close();
    }
}
