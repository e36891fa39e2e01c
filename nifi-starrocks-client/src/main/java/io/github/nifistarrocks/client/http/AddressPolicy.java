package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;

/** Determines the reachable address of a server that the cluster named, and whether this server may receive the password. */
public final class AddressPolicy {

    private final AddressMap map;
    private final AllowedHosts credentialHosts;
    private final AllowedHosts backendHosts;
    private final Set<String> frontendHosts;
    private final boolean secure;

    public AddressPolicy(final StarRocksClientConfig config) {
        map = config.cluster().addressMap();
        credentialHosts = config.login().credentialHosts();
        backendHosts = config.cluster().backendHosts();
        frontendHosts = config.cluster().frontends().stream().map(uri -> unbracketed(uri.getHost()).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        secure = config.cluster().isSecure();
    }

    /** The reachable address of a server for another protocol than HTTP. */
    public HostPort reachable(final HostPort inside) {
        return map.map(inside).address();
    }

    /**
     * The reachable address of a BE that a plan names.
     *
     * @throws StarRocksException DENIED when scans may not connect to its host
     */
    public HostPort scanned(final HostPort inside) throws StarRocksException {
        final HostPort reachable = reachable(inside);
        if (!backendHosts.allows(reachable.host())) {
            throw new StarRocksException(Kind.DENIED,
                    "No connection was made to [%s], which is not among the Backend Hosts. Add %s to Backend Hosts, or add an address rule"
                            .formatted(reachable, reachable.host()));
        }
        return reachable;
    }

    /** The reachable form of a URL that the cluster named. The path stays. */
    public URI reachable(final URI named) {
        final AddressMap.Target target = map.map(inside(named));
        final String scheme = target.scheme().orElse(named.getScheme().toLowerCase(Locale.ROOT));
        return URI.create(scheme + "://" + target.address() + UrlPath.ofUrl(named));
    }

    /**
     * Follows a redirect.
     *
     * @param location value of the header
     * @param path of the redirected request; its last segment must be the last segment of the redirect, which a login page of a proxy does not have
     * @return the reachable URL
     * @throws StarRocksException DENIED when it is not an HTTP URL, or its server may not receive the password
     * @throws IOException when it leads to another resource
     */
    public URI followRedirect(final String location, final String path) throws IOException, StarRocksException {
        if (!lastSegment(location).equals(lastSegment(path))) {
            throw new IOException("The redirect to [%s] leads to another resource. Check any proxy between".formatted(location));
        }
        final URI named = parse(location);
        final URI reachable = reachable(named);
        if (isDowngrade(reachable, named)) {
            throw new StarRocksException(Kind.DENIED, ("The FE is reached by https but redirects to %s, and the password is not sent over http. "
                    + "Add an address rule that sets the scheme, for instance %s:%d=https://host:port, or %s:%d=http://%s to allow http")
                    .formatted(origin(reachable), named.getHost(), named.getPort(), named.getHost(), named.getPort(), named.getHost()));
        }
        if (!isHostAllowed(reachable)) {
            throw new StarRocksException(Kind.DENIED,
                    "The FE redirects to %s, which is not among the hosts that may receive the password. Add %s to the credential hosts, or add an address rule"
                            .formatted(origin(reachable), reachable.getHost()));
        }
        return reachable;
    }

    private boolean isHostAllowed(final URI reachable) {
        final String host = unbracketed(reachable.getHost()).toLowerCase(Locale.ROOT);
        return frontendHosts.contains(host) || credentialHosts.allows(host);
    }

    private boolean isDowngrade(final URI reachable, final URI named) {
        return secure && !"https".equals(reachable.getScheme()) && map.map(inside(named)).scheme().isEmpty();
    }

    private static HostPort inside(final URI named) {
        final int defaultPort = "https".equalsIgnoreCase(named.getScheme()) ? 443 : 80;
        return new HostPort(unbracketed(named.getHost()), named.getPort() > 0 ? named.getPort() : defaultPort);
    }

    private static URI parse(final String location) throws StarRocksException {
        try {
            final URI uri = new URI(location);
            final boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, as any other location without a host.
        }
        throw new StarRocksException(Kind.DENIED, "The FE redirects to [%s], which is not an http or https URL with a host".formatted(location));
    }

    private static String lastSegment(final String path) {
        final int query = path.indexOf('?');
        final String withoutQuery = query < 0 ? path : path.substring(0, query);
        return withoutQuery.substring(withoutQuery.lastIndexOf('/') + 1);
    }

    private static String unbracketed(final String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String origin(final URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
