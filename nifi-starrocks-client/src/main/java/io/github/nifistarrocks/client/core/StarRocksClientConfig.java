package io.github.nifistarrocks.client.core;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import io.github.nifistarrocks.client.StarRocksClient;

/**
 * How to reach a cluster.
 *
 * @param frontends {@code http://host:port} or {@code https://host:port} of one or more FEs; all of one scheme
 * @param user user name
 * @param password may be empty
 * @param sslContext for https; the JVM's default when empty
 * @param connectTimeout longest time for a TCP or TLS connection to be made
 * @param responseTimeout longest silence of a server that owes an answer; a load's own timeout holds for its reply
 * @param continueTimeout longest time for a BE to ask for the body of a load (it begins and plans the load first)
 * @param maxConnections most HTTP connections at a time, to all hosts together
 * @param frontendCoolDown how long a FE that could not be reached is asked last
 * @param addressMap from the addresses that the cluster names to those that can be reached from here
 * @param credentialHosts hosts that may be sent the password
 * @param maxBackOff longest time for which a table that asks for less gets no new loads, for callers that ask {@link StarRocksClient#pressure()}
 * @param warehouse of a shared-data cluster
 * @param maxLoadsPerTable most loads into one table at a time, for callers that take {@link StarRocksClient#slots()}; 0 stands for no bound
 */
public record StarRocksClientConfig(List<URI> frontends, String user, String password, Optional<SSLContext> sslContext, Duration connectTimeout,
        Duration responseTimeout, Duration continueTimeout, int maxConnections, Duration frontendCoolDown, AddressMap addressMap,
        CredentialHosts credentialHosts, Duration maxBackOff, Optional<String> warehouse, int maxLoadsPerTable) {

    public StarRocksClientConfig {
        frontends = List.copyOf(frontends);
        if (frontends.isEmpty()) {
            throw new IllegalArgumentException("No FE URL is given");
        }
        for (final URI frontend : frontends) {
            final boolean http = "http".equals(frontend.getScheme()) || "https".equals(frontend.getScheme());
            if (!http || frontend.getHost() == null || frontend.getRawUserInfo() != null || !isRoot(frontend)) {
                throw new IllegalArgumentException("FE URL [%s] is not of the form http://host:port or https://host:port".formatted(frontend));
            }
        }
        if (frontends.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("The FE URLs mix http and https");
        }
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(addressMap, "addressMap");
        Objects.requireNonNull(credentialHosts, "credentialHosts");
        if (maxConnections < 1) {
            throw new IllegalArgumentException("At least one connection is needed");
        }
        if (maxLoadsPerTable < 0) {
            throw new IllegalArgumentException("The most loads per table are a negative number");
        }
    }

    private static boolean isRoot(final URI uri) {
        return (uri.getRawPath() == null || uri.getRawPath().isEmpty() || "/".equals(uri.getRawPath())) && uri.getRawQuery() == null;
    }

    public static Builder builder(final List<URI> frontends) {
        return new Builder(frontends);
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "StarRocksClientConfig[frontends=%s, user=%s]".formatted(frontends, user);
    }

    /** Defaults that suit a cluster in the same data centre. */
    public static final class Builder {

        private final List<URI> frontends;
        private String user = "root";
        private String password = "";
        private Optional<SSLContext> sslContext = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration responseTimeout = Duration.ofSeconds(60);
        private Duration continueTimeout = Duration.ofSeconds(30);
        private int maxConnections = 64;
        private Duration frontendCoolDown = Duration.ofSeconds(30);
        private AddressMap addressMap = AddressMap.DIRECT;
        private CredentialHosts credentialHosts = CredentialHosts.ANY;
        private Duration maxBackOff = Duration.ofMinutes(1);
        private Optional<String> warehouse = Optional.empty();
        private int maxLoadsPerTable;

        private Builder(final List<URI> frontends) {
            this.frontends = frontends;
        }

        public Builder credentials(final String name, final String secret) {
            user = name;
            password = secret;
            return this;
        }

        public Builder sslContext(final SSLContext value) {
            sslContext = Optional.of(value);
            return this;
        }

        public Builder connectTimeout(final Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder responseTimeout(final Duration value) {
            responseTimeout = value;
            return this;
        }

        public Builder continueTimeout(final Duration value) {
            continueTimeout = value;
            return this;
        }

        public Builder maxConnections(final int value) {
            maxConnections = value;
            return this;
        }

        public Builder frontendCoolDown(final Duration value) {
            frontendCoolDown = value;
            return this;
        }

        public Builder addressMap(final AddressMap value) {
            addressMap = value;
            return this;
        }

        public Builder credentialHosts(final CredentialHosts value) {
            credentialHosts = value;
            return this;
        }

        public Builder maxBackOff(final Duration value) {
            maxBackOff = value;
            return this;
        }

        public Builder warehouse(final String value) {
            warehouse = Optional.of(value);
            return this;
        }

        public Builder maxLoadsPerTable(final int value) {
            maxLoadsPerTable = value;
            return this;
        }

        public StarRocksClientConfig build() {
            return new StarRocksClientConfig(frontends, user, password, sslContext, connectTimeout, responseTimeout, continueTimeout, maxConnections,
                    frontendCoolDown, addressMap, credentialHosts, maxBackOff, warehouse, maxLoadsPerTable);
        }
    }
}
