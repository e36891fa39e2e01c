package io.github.nifistarrocks.services;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

import org.apache.nifi.components.Validator;

/** The list of FE addresses as a user writes it. */
final class FrontendUrls {

    static final Validator VALIDATOR = Validation.by(FrontendUrls::parse);

    private FrontendUrls() {}

    /**
     * @param text URLs separated by commas or white space
     * @throws IllegalArgumentException naming the URL that is wrong and how it should look
     */
    static List<URI> parse(final String text) {
        final List<URI> urls = new ArrayList<>();
        for (final String part : text.strip().split("[,\\s]+")) {
            if (!part.isEmpty()) {
                urls.add(parseOne(part));
            }
        }
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("No URL is given; one looks like http://fe-host:8030");
        }
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("The list mixes http and https; a load that begins over https must not go on over http");
        }
        return List.copyOf(urls);
    }

    private static URI parseOne(final String text) {
        final URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("[%s] is not a URL; one looks like http://fe-host:8030".formatted(text), e);
        }
        final boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("[%s] is not of the form http://host:port or https://host:port, such as http://fe-host:8030".formatted(text));
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The URL of host [%s] holds a user name: use the properties Username and Password".formatted(url.getHost()));
        }
        if (url.getPort() < 1 || url.getPort() > 65535) {
            throw new IllegalArgumentException("[%s] names no port; the HTTP port of a FE is 8030 unless fe.conf says otherwise (http_port)".formatted(text));
        }
        final String path = url.getRawPath();
        if (path != null && !path.isEmpty() && !"/".equals(path) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("[%s] has something behind the port; only http://host:port is wanted".formatted(text));
        }
        return URI.create("%s://%s:%d".formatted(url.getScheme(), url.getHost(), url.getPort()));
    }
}
