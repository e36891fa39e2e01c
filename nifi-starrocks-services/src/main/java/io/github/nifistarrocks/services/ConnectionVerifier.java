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
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.probe.Backend;
import io.github.nifistarrocks.client.probe.ClusterProbe;
import io.github.nifistarrocks.client.probe.FrontendHealth;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;

/**
 * What the Verify button of the connection service does, in steps from near to far: configuration, frontends, login, backends, and the ports of each backend. A
 * step that cannot be taken because an earlier one failed is skipped and says so.
 */
final class ConnectionVerifier {

    static final String CONFIGURATION = "Configuration";
    static final String REACH_FRONTEND = "Reach FE [%s]";
    static final String LOG_IN = "Log in";
    static final String LIST_BACKENDS = "List BEs";
    static final String REACH_BACKEND_HTTP = "Reach BE [%s] for loads";
    static final String REACH_BACKEND_THRIFT = "Reach BE [%s] for scans";
    static final String REACH_BACKENDS = "Reach BEs";

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
            logger.warn("Reading the StarRocks connection configuration failed", e);
            add(CONFIGURATION, Outcome.FAILED, "The configuration cannot be used: %s.".formatted(e.getMessage()));
            skip("the configuration cannot be used", "Reach FEs", LOG_IN, LIST_BACKENDS, REACH_BACKENDS);
            return results;
        }
        try (StarRocksClient client = StarRocksClient.open(config)) {
            add(CONFIGURATION, Outcome.SUCCESSFUL, "Frontends %s as user [%s]; TLS is %s.".formatted(config.frontends(), config.user(),
                    "https".equals(config.frontends().getFirst().getScheme()) ? "used" : "not used, so the password travels unencrypted"));
            probe(client.probe(), config);
        } catch (RuntimeException e) {
            logger.error("Verifying the StarRocks connection failed", e);
            add("Verification", Outcome.FAILED, "The verification itself failed: %s.".formatted(e));
        }
        return results;
    }

    private void probe(final ClusterProbe probe, final StarRocksClientConfig config) {
        final Optional<URI> reached = reachFrontends(probe, config);
        if (reached.isEmpty()) {
            skip("no FE can be reached", LOG_IN, LIST_BACKENDS, REACH_BACKENDS);
            return;
        }
        final URI frontend = reached.get();
        if (!logIn(probe, frontend, config)) {
            skip("the login failed", LIST_BACKENDS, REACH_BACKENDS);
            return;
        }
        final Optional<List<Backend>> backends = listBackends(probe, frontend, config);
        if (backends.isEmpty()) {
            skip("the addresses of the BEs are not known", REACH_BACKENDS);
            return;
        }
        for (final Backend backend : backends.get()) {
            reachBackend(probe, backend, config.addressMap());
        }
    }

    /** @return the first FE that answers */
    private Optional<URI> reachFrontends(final ClusterProbe probe, final StarRocksClientConfig config) {
        Optional<URI> reached = Optional.empty();
        for (final URI frontend : config.frontends()) {
            final String step = REACH_FRONTEND.formatted(frontend);
            try {
                final FrontendHealth health = probe.health(frontend, scope);
                final String backends = "%d of %d BEs are alive".formatted(health.onlineBackends(), health.totalBackends());
                if (health.totalBackends() == 0) {
                    add(step, Outcome.SUCCESSFUL,
                            "The FE answers. It counts no BEs; compute nodes, of which it does not tell here, serve loads and scans too.");
                } else if (health.onlineBackends() == 0) {
                    add(step, Outcome.FAILED,
                            "The FE answers, but %s: no load and no scan is possible until one is. Look at SHOW BACKENDS or SHOW COMPUTE NODES."
                                    .formatted(backends));
                } else {
                    add(step, Outcome.SUCCESSFUL, "The FE answers; %s.".formatted(backends));
                }
                reached = reached.or(() -> Optional.of(frontend));
            } catch (StarRocksException e) {
                logger.warn("Reaching FE [{}] failed", frontend, e);
                final String advice = switch (e.kind()) {
                    case PROTOCOL -> """
                            Something else than a FE's HTTP port seems to answer: check host and port in FE URLs (http_port of fe.conf, 8030 unless changed; \
                            9030 is the MySQL port) and whether it is http or https""";
                    case UNAVAILABLE, OVERLOADED, DENIED, NOT_FOUND, INVALID -> """
                            Check host, port and scheme in FE URLs, that the FE runs, that no firewall is between, for https the SSL Context Service, and that \
                            Connect Timeout is long enough""";
                };
                add(step, Outcome.FAILED, "%s. %s.".formatted(Sentences.withoutFullStop(e.getMessage()), advice));
            } catch (CallCancelledException e) {
                add(step, Outcome.FAILED, e.getMessage());
            }
        }
        return reached;
    }

    private boolean logIn(final ClusterProbe probe, final URI frontend, final StarRocksClientConfig config) {
        try {
            probe.login(frontend, scope);
            add(LOG_IN, Outcome.SUCCESSFUL, "FE [%s] accepts user [%s] and the password.".formatted(frontend, config.user()));
            return true;
        } catch (StarRocksException e) {
            logger.warn("Logging in at FE [{}] failed", frontend, e);
            final String advice = e.kind() == StarRocksException.Kind.DENIED
                    ? "Check Username and Password%s".formatted(config.password().isEmpty() ? " (no Password is set, so an empty one was sent)" : "")
                    : "The FE could not check the login; verify again, and look at the FE's log when it stays";
            add(LOG_IN, Outcome.FAILED, "%s. %s.".formatted(Sentences.withoutFullStop(e.getMessage()), advice));
        } catch (CallCancelledException e) {
            add(LOG_IN, Outcome.FAILED, e.getMessage());
        }
        return false;
    }

    private Optional<List<Backend>> listBackends(final ClusterProbe probe, final URI frontend, final StarRocksClientConfig config) {
        try {
            final List<Backend> backends = probe.backends(frontend, scope);
            if (backends.isEmpty()) {
                add(LIST_BACKENDS, Outcome.SKIPPED, """
                        The FE names no BE. In a shared-data cluster compute nodes serve loads and scans, whose addresses are not verified: look at SHOW COMPUTE \
                        NODES.""");
                return Optional.empty();
            }
            final boolean alive = backends.stream().anyMatch(Backend::alive);
            final List<String> described = backends.stream().map(backend -> describe(backend, config.addressMap())).toList();
            add(LIST_BACKENDS, alive ? Outcome.SUCCESSFUL : Outcome.FAILED, "The FE names %s%s.".formatted(
                    String.join("; ", described), alive ? "" : ": none is alive, so no load and no scan is possible"));
            return Optional.of(backends);
        } catch (StarRocksException e) {
            if (e.kind() == StarRocksException.Kind.DENIED) {
                add(LIST_BACKENDS, Outcome.SKIPPED, """
                        User [%s] may not list the BEs, which loads and scans do not need. To verify the way to them, grant the role cluster_admin for the \
                        time of the verification, or verify as an administrator.""".formatted(config.user()));
            } else {
                logger.warn("Listing the BEs at FE [{}] failed", frontend, e);
                add(LIST_BACKENDS, Outcome.FAILED, e.getMessage());
            }
        } catch (CallCancelledException e) {
            add(LIST_BACKENDS, Outcome.FAILED, e.getMessage());
        }
        return Optional.empty();
    }

    private void reachBackend(final ClusterProbe probe, final Backend backend, final AddressMap addressMap) {
        final String http = REACH_BACKEND_HTTP.formatted(backend.http());
        final String thrift = REACH_BACKEND_THRIFT.formatted(backend.thrift());
        if (!backend.alive()) {
            add(http, Outcome.SKIPPED, "The FE says that this BE is not alive.");
            add(thrift, Outcome.SKIPPED, "The FE says that this BE is not alive.");
            return;
        }
        connect(probe, http, backend.http(), addressMap);
        connect(probe, thrift, backend.thrift(), addressMap);
    }

    private void connect(final ClusterProbe probe, final String step, final HostPort named, final AddressMap addressMap) {
        final HostPort reachable = addressMap.map(named).address();
        final String way = reachable.equals(named)
                ? "[%s], which no rule of the Address Map changes,".formatted(named)
                : "[%s], which the Address Map makes of [%s],".formatted(reachable, named);
        try {
            probe.connect(reachable, scope);
            add(step, Outcome.SUCCESSFUL, "%s accepts connections.".formatted(way));
        } catch (StarRocksException e) {
            logger.warn("Connecting to BE [{}] at [{}] failed", named, reachable, e);
            add(step, Outcome.FAILED, """
                    %s cannot be connected to: %s. The FE names this address to every client. When NiFi reaches the BE under another one, add a rule to \
                    Address Map, such as %s=outside-host:port; otherwise check firewalls and the BE.""".formatted(way,
                    Sentences.withoutFullStop(e.getMessage()), named));
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

    private void add(final String step, final Outcome outcome, final String explanation) {
        results.add(new ConfigVerificationResult.Builder().verificationStepName(step).outcome(outcome).explanation(explanation).build());
    }
}
