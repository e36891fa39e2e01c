package io.github.nifistarrocks.services;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.probe.Backend;
import io.github.nifistarrocks.client.probe.ClusterProbe;
import io.github.nifistarrocks.client.probe.FrontendHealth;
import io.github.nifistarrocks.client.probe.LabelLimits;
import io.github.nifistarrocks.client.probe.TransactionRate;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;

/**
 * Verifies the connection service step by step: configuration, frontends, user, the memory for labels, backends, and the ports of each backend. A step that
 * needs the result of a failed step is skipped.
 */
final class ConnectionVerifier {

    static final String CLIENT_CONFIGURATION = "Client Configuration";
    static final String FRONTEND_CONNECTION = "Frontend Connection [%s]";
    static final String FRONTEND_CONNECTIONS = "Frontend Connection";
    static final String LEADER_REDIRECT = "Leader Redirect [%s]";
    static final String USER_AUTHENTICATION = "User Authentication";
    static final String LABEL_RETENTION = "Label Retention";
    static final String BACKEND_LISTING = "Backend Listing";
    static final String BACKEND_CONNECTION_FOR_LOADS = "Backend Connection [%s] for loads";
    static final String BACKEND_CONNECTION_FOR_SCANS = "Backend Connection [%s] for scans";
    static final String BACKEND_CONNECTIONS = "Backend Connection";
    static final String VERIFICATION = "Verification";

    private static final String NOT_AN_FE = """
            Check host and port in FE URLs (http_port of fe.conf, 8030 by default, not the MySQL port 9030). Check whether the FE uses http or https""";
    private static final String NOT_REACHABLE = """
            Check FE URLs, Connect Timeout, the firewalls, and whether the FE is running. With https check the SSL Context Service""";

    private final ComponentLog logger;
    private final CallScope scope = new CallScope();
    private final List<ConfigVerificationResult> results = new ArrayList<>();

    ConnectionVerifier(final ComponentLog logger) {
        this.logger = logger;
    }

    List<ConfigVerificationResult> verify(final Supplier<StarRocksClientConfig> configuration) {
        final StarRocksClientConfig config;
        try {
            config = configuration.get();
        } catch (RuntimeException e) {
            logger.warn("Configuration of the StarRocks connection is invalid", e);
            add(CLIENT_CONFIGURATION, Outcome.FAILED, "Configuration is invalid: %s.".formatted(ErrorText.withoutFullStop(ErrorText.describe(e))));
            skip("the configuration is invalid", FRONTEND_CONNECTIONS, USER_AUTHENTICATION, LABEL_RETENTION, BACKEND_LISTING, BACKEND_CONNECTIONS);
            return results;
        }
        try (StarRocksClient client = StarRocksClient.open(config)) {
            add(CLIENT_CONFIGURATION, Outcome.SUCCESSFUL, "Frontends %s, user [%s]. %s".formatted(config.frontends(), config.login().user(),
                    config.cluster().isSecure() ? "TLS is used." : "TLS is not used, so the password is sent unencrypted.") + planKeyAdvice(config));
            probe(client.probe(), config);
        } catch (RuntimeException e) {
            logger.error("Verification of the StarRocks connection failed", e);
            add(VERIFICATION, Outcome.FAILED, "Verification failed: %s. Check the log of NiFi.".formatted(ErrorText.withoutFullStop(ErrorText.describe(e))));
        }
        return results;
    }

    private static String planKeyAdvice(final StarRocksClientConfig config) {
        final boolean isSecret = config.login().planKey().isPresent() || !config.login().password().isEmpty();
        return isSecret ? "" : " Password and Plan Key are not set, so everyone who knows FE URLs and Username could create plans of scans. Set Plan Key.";
    }

    private void probe(final ClusterProbe probe, final StarRocksClientConfig config) {
        final List<URI> reached = config.frontends().stream().filter(frontend -> connectFrontend(probe, frontend)).toList();
        if (reached.isEmpty()) {
            skip("no FE can be reached", USER_AUTHENTICATION, LABEL_RETENTION, BACKEND_LISTING, BACKEND_CONNECTIONS);
            return;
        }
        final List<URI> usable = reached.stream().filter(frontend -> followLeader(probe, frontend)).toList();
        if (usable.isEmpty()) {
            skip("the redirect to the leader is not followed", USER_AUTHENTICATION, LABEL_RETENTION, BACKEND_LISTING, BACKEND_CONNECTIONS);
            return;
        }
        final URI frontend = usable.getFirst();
        if (!authenticate(probe, frontend, config)) {
            skip("the authentication failed", LABEL_RETENTION, BACKEND_LISTING, BACKEND_CONNECTIONS);
            return;
        }
        verifyLabels(probe, usable, config);
        final Optional<List<Backend>> backends = listBackends(probe, frontend, config);
        if (backends.isEmpty()) {
            skip("the addresses of the BEs are unknown", BACKEND_CONNECTIONS);
            return;
        }
        for (final Backend backend : backends.get()) {
            connectBackend(probe, backend, config.cluster().addressMap());
        }
    }

    private boolean connectFrontend(final ClusterProbe probe, final URI frontend) {
        final String step = FRONTEND_CONNECTION.formatted(frontend);
        try {
            final FrontendHealth health = probe.health(frontend, scope);
            if (health.totalBackends() == 0) {
                add(step, Outcome.SUCCESSFUL, "FE connected. It reports no BEs. Compute nodes, which it does not report here, serve loads and scans too.");
            } else if (health.onlineBackends() == 0) {
                add(step, Outcome.FAILED, """
                        FE connected, but no BE is alive [%d], so no load and no scan is possible. Check SHOW BACKENDS or SHOW COMPUTE NODES.""".formatted(
                        health.totalBackends()));
            } else {
                add(step, Outcome.SUCCESSFUL, "FE connected. BEs alive [%d of %d].".formatted(health.onlineBackends(), health.totalBackends()));
            }
            return true;
        } catch (StarRocksException e) {
            logger.warn("Connection to FE [{}] failed", frontend, e);
            final String advice = switch (e.kind()) {
                case PROTOCOL -> NOT_AN_FE;
                case UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE -> NOT_REACHABLE;
            };
            addFailure(step, e, advice);
        } catch (CallCancelledException e) {
            add(step, Outcome.FAILED, e.getMessage());
        }
        return false;
    }

    /** @return false when transactions and requests for the states of loads would not follow the redirect of this FE */
    private boolean followLeader(final ClusterProbe probe, final URI frontend) {
        final String step = LEADER_REDIRECT.formatted(frontend);
        try {
            final Optional<URI> leader = probe.leader(frontend, scope);
            leader.ifPresent(url -> add(step, Outcome.SUCCESSFUL, "FE redirects to the leader at [%s://%s].".formatted(url.getScheme(), url.getAuthority())));
        } catch (StarRocksException e) {
            logger.warn("The redirect of FE [{}] to the leader is not followed", frontend, e);
            if (e.kind() == StarRocksException.Kind.DENIED) {
                add(step, Outcome.FAILED, "Loads would fail: %s.".formatted(ErrorText.withoutFullStop(e.getMessage())));
                return false;
            }
        } catch (CallCancelledException e) {
            add(step, Outcome.FAILED, e.getMessage());
            return false;
        }
        return true;
    }

    private boolean authenticate(final ClusterProbe probe, final URI frontend, final StarRocksClientConfig config) {
        try {
            probe.login(frontend, scope);
            add(USER_AUTHENTICATION, Outcome.SUCCESSFUL, "User [%s] authenticated at FE [%s].".formatted(config.login().user(), frontend));
            return true;
        } catch (StarRocksException e) {
            logger.warn("Authentication at FE [{}] failed", frontend, e);
            final String advice = switch (e.kind()) {
                case DENIED -> config.login().password().isEmpty()
                        ? "Check Username and Password. No Password is set, so an empty one was sent"
                        : "Check Username and Password";
                case UNAVAILABLE, OVERLOADED, NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE, PROTOCOL -> "Verify again, and check the log of the FE if the step still fails";
            };
            addFailure(USER_AUTHENTICATION, e, advice);
        } catch (CallCancelledException e) {
            add(USER_AUTHENTICATION, Outcome.FAILED, e.getMessage());
        }
        return false;
    }

    /** Never a failure: labels may be remembered for a short time, and reading how long needs a privilege that loads do not need. */
    private void verifyLabels(final ClusterProbe probe, final List<URI> frontends, final StarRocksClientConfig config) {
        try {
            LabelLimits shortest = probe.labels().limits(frontends.getFirst(), scope);
            for (final URI frontend : frontends.subList(1, frontends.size())) {
                final LabelLimits limits = probe.labels().limits(frontend, scope);
                shortest = limits.keepMaxNum() < shortest.keepMaxNum() ? limits : shortest;
            }
            add(LABEL_RETENTION, Outcome.SUCCESSFUL, new LabelRetention(shortest, rate(probe, frontends.getFirst())).describe());
        } catch (StarRocksException e) {
            logger.warn("The settings for labels could not be read", e);
            add(LABEL_RETENTION, Outcome.SKIPPED, switch (e.kind()) {
                case DENIED -> """
                        User [%s] is not authorized to read how long labels are remembered. Loads do not need this. Grant OPERATE ON SYSTEM for the time of the \
                        verification, or check label_keep_max_num by ADMIN SHOW FRONTEND CONFIG.""".formatted(config.login().user());
                case UNAVAILABLE, OVERLOADED, NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE, PROTOCOL -> """
                        How long labels are remembered could not be read: %s. Check label_keep_max_num by ADMIN SHOW FRONTEND CONFIG.""".formatted(
                        ErrorText.withoutFullStop(e.getMessage()));
            });
        } catch (CallCancelledException e) {
            add(LABEL_RETENTION, Outcome.SKIPPED, e.getMessage());
        }
    }

    private Optional<TransactionRate> rate(final ClusterProbe probe, final URI frontend) throws CallCancelledException {
        try {
            return probe.labels().highestRate(probe.leader(frontend, scope).orElse(frontend), scope);
        } catch (StarRocksException e) {
            logger.warn("The rate of transactions could not be read", e);
            return Optional.empty();
        }
    }

    private Optional<List<Backend>> listBackends(final ClusterProbe probe, final URI frontend, final StarRocksClientConfig config) {
        try {
            final List<Backend> backends = probe.backends(frontend, scope);
            if (backends.isEmpty()) {
                add(BACKEND_LISTING, Outcome.SKIPPED, """
                        The FE lists no BEs. In a shared-data cluster compute nodes serve loads and scans. Their addresses are not verified: check SHOW COMPUTE \
                        NODES.""");
                return Optional.empty();
            }
            final String described = String.join("; ", backends.stream().map(backend -> describe(backend, config.cluster().addressMap())).toList());
            if (backends.stream().anyMatch(Backend::alive)) {
                add(BACKEND_LISTING, Outcome.SUCCESSFUL, "BEs found [%d]: %s.".formatted(backends.size(), described));
            } else {
                add(BACKEND_LISTING, Outcome.FAILED, "BEs found [%d]: %s. None is alive, so no load and no scan is possible.".formatted(backends.size(),
                        described));
            }
            return Optional.of(backends);
        } catch (StarRocksException e) {
            logger.warn("Listing the BEs at FE [{}] failed", frontend, e);
            switch (e.kind()) {
                case DENIED -> add(BACKEND_LISTING, Outcome.SKIPPED, """
                        User [%s] is not authorized to list the BEs. Loads and scans do not need this. To verify the connections to the BEs, grant the role \
                        cluster_admin for the time of the verification.""".formatted(config.login().user()));
                case UNAVAILABLE, OVERLOADED, NOT_FOUND, INVALID, EXPIRED, BATCH_TOO_LARGE, PROTOCOL -> add(BACKEND_LISTING, Outcome.FAILED, e.getMessage());
            }
        } catch (CallCancelledException e) {
            add(BACKEND_LISTING, Outcome.FAILED, e.getMessage());
        }
        return Optional.empty();
    }

    private void connectBackend(final ClusterProbe probe, final Backend backend, final AddressMap addressMap) {
        final String loads = BACKEND_CONNECTION_FOR_LOADS.formatted(backend.http());
        final String scans = BACKEND_CONNECTION_FOR_SCANS.formatted(backend.thrift());
        if (!backend.alive()) {
            skip("the FE reports that this BE is not alive", loads, scans);
            return;
        }
        if (mayReceiveLoads(probe, loads, backend.http())) {
            connect(probe, loads, backend.http(), addressMap);
        }
        if (mayBeScanned(probe, scans, backend.thrift())) {
            connect(probe, scans, backend.thrift(), addressMap);
        }
    }

    private boolean mayBeScanned(final ClusterProbe probe, final String step, final HostPort named) {
        try {
            probe.scanned(named);
            return true;
        } catch (StarRocksException e) {
            logger.warn("Scans of BE [{}] are not allowed", named, e);
            add(step, Outcome.FAILED, "Scans would fail: %s.".formatted(ErrorText.withoutFullStop(e.getMessage())));
            return false;
        }
    }

    private boolean mayReceiveLoads(final ClusterProbe probe, final String step, final HostPort named) {
        try {
            probe.loadUrl(named);
            return true;
        } catch (StarRocksException e) {
            logger.warn("Loads to BE [{}] are not allowed", named, e);
            add(step, Outcome.FAILED, "Loads would fail: %s.".formatted(ErrorText.withoutFullStop(e.getMessage())));
            return false;
        }
    }

    private void connect(final ClusterProbe probe, final String step, final HostPort named, final AddressMap addressMap) {
        final HostPort reachable = addressMap.map(named).address();
        final String address = reachable.equals(named)
                ? "[%s] (no rule of the Address Map)".formatted(named)
                : "[%s] (mapped from [%s] by the Address Map)".formatted(reachable, named);
        try {
            probe.connect(reachable, scope);
            add(step, Outcome.SUCCESSFUL, "%s socket connected.".formatted(address));
        } catch (StarRocksException e) {
            logger.warn("Connection to BE [{}] at [{}] failed", named, reachable, e);
            add(step, Outcome.FAILED, """
                    %s connection failed: %s. The FE names this address to every client. If NiFi reaches the BE under another one, add a rule to Address Map, \
                    such as %s=outside-host:port. Otherwise check the firewalls and the BE.""".formatted(address, ErrorText.withoutFullStop(e.getMessage()),
                    named));
        } catch (CallCancelledException e) {
            add(step, Outcome.FAILED, e.getMessage());
        }
    }

    private static String describe(final Backend backend, final AddressMap addressMap) {
        final String state = backend.alive() ? "" : ", not alive";
        return "%s (loads) and %s (scans)%s".formatted(mapped(backend.http(), addressMap), mapped(backend.thrift(), addressMap), state);
    }

    private static String mapped(final HostPort named, final AddressMap addressMap) {
        final AddressMap.Target target = addressMap.map(named);
        final String outside = target.scheme().map(scheme -> scheme + "://").orElse("") + target.address();
        return outside.equals(named.toString()) ? outside : named + " mapped to " + outside;
    }

    private void skip(final String reason, final String... steps) {
        for (final String step : steps) {
            add(step, Outcome.SKIPPED, "Skipped because %s.".formatted(reason));
        }
    }

    private void addFailure(final String step, final StarRocksException failure, final String advice) {
        add(step, Outcome.FAILED, "%s. %s.".formatted(ErrorText.withoutFullStop(failure.getMessage()), advice));
    }

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build());
    }
}
