package io.github.nifistarrocks.client.core;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/**
 * How to reach a cluster.
 *
 * @param cluster its addresses
 * @param login the user, and who may receive the password
 * @param timeouts maximum waits
 * @param limits maximum numbers and back-offs
 * @param rowData whether the messages of outcomes show values of rows
 */
public record StarRocksClientConfig(Cluster cluster, Login login, Timeouts timeouts, Limits limits, RowDataInMessages rowData) {

    public static Builder builder(final List<URI> frontends) {
        return new Builder(frontends);
    }

    /** The URLs of the FEs. */
    public List<URI> frontends() {
        return cluster.frontends;
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "StarRocksClientConfig[frontends=%s, user=%s]".formatted(cluster.frontends, login.user);
    }

    /**
     * The addresses of a cluster.
     *
     * @param frontends {@code http://host:port} or {@code https://host:port} of one or more FEs; all of one scheme
     * @param addressMap from the addresses that the cluster names to those that can be reached from here
     * @param backendHosts hosts to which scans may connect
     * @param warehouse of a shared-data cluster
     */
    public record Cluster(List<URI> frontends, AddressMap addressMap, AllowedHosts backendHosts, Optional<String> warehouse) {

        public Cluster {
            frontends = List.copyOf(frontends);
            if (frontends.isEmpty()) {
                throw new IllegalArgumentException("No FE URL is set");
            }
            for (final URI frontend : frontends) {
                final boolean http = "http".equals(frontend.getScheme()) || "https".equals(frontend.getScheme());
                if (!http || frontend.getHost() == null || frontend.getRawUserInfo() != null || !isRoot(frontend)) {
                    throw new IllegalArgumentException("FE URL [%s] does not have the form http://host:port or https://host:port".formatted(frontend));
                }
            }
            if (frontends.stream().map(URI::getScheme).distinct().count() > 1) {
                throw new IllegalArgumentException("The FE URLs mix http and https");
            }
            Objects.requireNonNull(addressMap, "addressMap");
            Objects.requireNonNull(backendHosts, "backendHosts");
            Objects.requireNonNull(warehouse, "warehouse");
        }

        private static boolean isRoot(final URI uri) {
            return (uri.getRawPath() == null || uri.getRawPath().isEmpty() || "/".equals(uri.getRawPath())) && uri.getRawQuery() == null;
        }

        /** Whether the FEs are reached by https. */
        public boolean isSecure() {
            return "https".equals(frontends.getFirst().getScheme());
        }
    }

    /**
     * The user.
     *
     * @param user name of the user
     * @param password may be empty
     * @param credentialHosts hosts that may receive the password, apart from the FEs
     * @param planKey secret by which plans of scans are signed; empty to derive it from the password
     * @param sslContext for https; empty for the default of the JVM
     */
    public record Login(String user, String password, AllowedHosts credentialHosts, Optional<String> planKey, Optional<SSLContext> sslContext) {

        public Login {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            Objects.requireNonNull(credentialHosts, "credentialHosts");
            Objects.requireNonNull(planKey, "planKey");
            Objects.requireNonNull(sslContext, "sslContext");
        }

        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Login[user=%s]".formatted(user);
        }
    }

    /**
     * Maximum waits.
     *
     * @param connectTimeout for a connection to be made, TLS included
     * @param responseTimeout for the reply to a request without rows, and for a free connection
     * @param outcomeTimeout for finding out the outcome of a load whose reply was lost, and for confirming or rolling back its transaction
     * @param continueTimeout for a BE to ask for the body of a load, before which it begins and plans the load
     */
    public record Timeouts(Duration connectTimeout, Duration responseTimeout, Duration outcomeTimeout, Duration continueTimeout) {

        /**
         * The wait for the reply to a request that the server works on for as long as a load may take. A server uses the whole timeout of a load for its
         * reply, so the wait is longer.
         */
        public Duration replyTimeout(final Duration loadTimeout) {
            return loadTimeout.plus(responseTimeout);
        }
    }

    /**
     * Maximum numbers and back-offs.
     *
     * @param maxConnections maximum number of HTTP connections at a time, to all hosts together
     * @param maxLoadsPerTable maximum number of loads into one table at a time, for callers that use the load slots of the client; 0 for no limit
     * @param maxBackOff maximum time without new loads for a table that is overloaded, for callers that use the table pressure of the client
     * @param frontendCoolDown how long an FE that could not be reached is used last
     * @param backendCoolDown how long a BE that could not be reached, or did not open a scanner in time, is scanned last
     */
    public record Limits(int maxConnections, int maxLoadsPerTable, Duration maxBackOff, Duration frontendCoolDown, Duration backendCoolDown) {

        public Limits {
            if (maxConnections < 1) {
                throw new IllegalArgumentException("Maximum connections [%d] is less than 1".formatted(maxConnections));
            }
            if (maxLoadsPerTable < 0) {
                throw new IllegalArgumentException("Maximum loads per table [%d] is negative".formatted(maxLoadsPerTable));
            }
        }
    }

    /** Defaults for a cluster in the same data centre. */
    public static final class Builder {

        private final List<URI> frontends;
        private String user = "root";
        private String password = "";
        private Optional<SSLContext> sslContext = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration responseTimeout = Duration.ofSeconds(60);
        private Duration outcomeTimeout = Duration.ofSeconds(60);
        private Duration continueTimeout = Duration.ofSeconds(30);
        private int maxConnections = 64;
        private Duration frontendCoolDown = Duration.ofSeconds(30);
        private Duration backendCoolDown = Duration.ofSeconds(30);
        private AddressMap addressMap = AddressMap.DIRECT;
        private AllowedHosts credentialHosts = AllowedHosts.ANY;
        private AllowedHosts backendHosts = AllowedHosts.ANY;
        private Optional<String> planKey = Optional.empty();
        private Duration maxBackOff = Duration.ofMinutes(1);
        private Optional<String> warehouse = Optional.empty();
        private int maxLoadsPerTable;
        private RowDataInMessages rowData = RowDataInMessages.SHOWN;

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

        public Builder outcomeTimeout(final Duration value) {
            outcomeTimeout = value;
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

        public Builder backendCoolDown(final Duration value) {
            backendCoolDown = value;
            return this;
        }

        public Builder addressMap(final AddressMap value) {
            addressMap = value;
            return this;
        }

        public Builder credentialHosts(final AllowedHosts value) {
            credentialHosts = value;
            return this;
        }

        public Builder backendHosts(final AllowedHosts value) {
            backendHosts = value;
            return this;
        }

        public Builder planKey(final String secret) {
            planKey = Optional.of(secret);
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

        public Builder rowData(final RowDataInMessages value) {
            rowData = value;
            return this;
        }

        public StarRocksClientConfig build() {
            return new StarRocksClientConfig(new Cluster(frontends, addressMap, backendHosts, warehouse),
                    new Login(user, password, credentialHosts, planKey, sslContext),
                    new Timeouts(connectTimeout, responseTimeout, outcomeTimeout, continueTimeout),
                    new Limits(maxConnections, maxLoadsPerTable, maxBackOff, frontendCoolDown, backendCoolDown), rowData);
        }
    }
}
