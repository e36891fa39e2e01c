package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.CredentialHosts;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;

/** Decides where an address that the cluster named is really reached, and whether the password may go there. */
public final class AddressPolicy {

    private final AddressMap map;
    private final CredentialHosts credentialHosts;
    private final Set<String> frontendHosts;
    private final boolean secure;

    public AddressPolicy(final StarRocksClientConfig config) {
        map = config.addressMap();
        credentialHosts = config.credentialHosts();
        frontendHosts = config.frontends().stream().map(uri -> uri.getHost().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        secure = "https".equals(config.frontends().getFirst().getScheme());
    }

    /** Where to reach an address named for something else than HTTP. */
    public HostPort reachable(final HostPort inside) {
        return map.map(inside).address();
    }

    /** Where a URL named by the cluster is reached; the path stays. */
    public URI reachable(final URI named) {
        final AddressMap.Target target = map.map(inside(named));
        final String scheme = target.scheme().orElse(named.getScheme().toLowerCase(Locale.ROOT));
        return URI.create(scheme + "://" + target.address() + named.getRawPath() + (named.getRawQuery() == null ? "" : "?" + named.getRawQuery()));
    }

    /** Whether a reachable URL may be sent the password: its host is allowed, and the way there is as safe as the way to the FE or was asked for. */
    public boolean mayReceiveCredentials(final URI reachable, final URI named) {
        return isHostAllowed(reachable) && !isDowngrade(reachable, named);
    }

    /**
     * Follows a redirect.
     *
     * @param location the header's value
     * @param path of the request that is redirected; its last part has to be the redirect's too, which a redirect that was cut off does not have
     * @return the URL as it is reached from here
     * @throws RedirectRefusedException when it is no HTTP URL or may not be sent the password
     * @throws BrokenRedirectException when it leads to something else
     */
    public URI followRedirect(final String location, final String path) throws RedirectRefusedException, BrokenRedirectException {
        if (!lastPart(location).equals(lastPart(path))) {
            throw new BrokenRedirectException("The redirect to [%s] does not lead to what was asked for; its end may be lost".formatted(location));
        }
        final URI named = parse(location);
        final URI reachable = reachable(named);
        if (isDowngrade(reachable, named)) {
            throw new RedirectRefusedException(("The FE is reached by https but redirects to %s, and the password is not sent over plain http unasked. "
                    + "Add an address rule that names the scheme, for instance %s:%d=https://host:port, or %s:%d=http://%s to allow plain http")
                    .formatted(origin(reachable), named.getHost(), named.getPort(), named.getHost(), named.getPort(), named.getHost()));
        }
        if (!isHostAllowed(reachable)) {
            throw new RedirectRefusedException(
                    "The FE redirects to %s, which is not among the hosts that may receive the password. Add %s to the credential hosts, or an address rule for it"
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

    private static URI parse(final String location) throws RedirectRefusedException {
        try {
            final URI uri = new URI(location);
            final boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, as for any other location that leads nowhere.
        }
        throw new RedirectRefusedException("The FE redirects to [%s], which is no http or https URL with a host".formatted(location));
    }

    private static String lastPart(final String path) {
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
