package io.github.nifistarrocks.services;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

import org.apache.nifi.components.Validator;

/** Parses the property FE URLs. */
final class FrontendUrls {

    static final Validator VALIDATOR = Validation.by(FrontendUrls::parse);

    private FrontendUrls() {}

    /**
     * @param text URLs separated by commas or white space
     * @throws IllegalArgumentException naming the invalid URL and the required form
     */
    static List<URI> parse(final String text) {
        final List<URI> urls = new ArrayList<>();
        for (final String part : text.strip().split("[,\\s]+")) {
            if (!part.isEmpty()) {
                urls.add(parseOne(part));
            }
        }
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("No URL is set. Use the form http://fe-host:8030");
        }
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("The list mixes http and https. Use one of them for all URLs");
        }
        return List.copyOf(urls);
    }

    private static URI parseOne(final String text) {
        final URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("[%s] is not a URL. Use the form http://fe-host:8030".formatted(text), e);
        }
        final boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "[%s] does not have the form http://host:port or https://host:port, such as http://fe-host:8030".formatted(text));
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The URL of host [%s] has a user name. Use the properties Username and Password".formatted(url.getHost()));
        }
        if (url.getPort() < 1 || url.getPort() > 65535) {
            throw new IllegalArgumentException("[%s] has no port. The HTTP port of an FE is http_port of fe.conf, 8030 by default".formatted(text));
        }
        final String path = url.getRawPath();
        if (path != null && !path.isEmpty() && !"/".equals(path) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("[%s] has text after the port. Use the form http://host:port".formatted(text));
        }
        return URI.create("%s://%s:%d".formatted(url.getScheme(), url.getHost(), url.getPort()));
    }
}
