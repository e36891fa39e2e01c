package io.github.nifistarrocks.systemtests.nifi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory of one NiFi instance with its own configuration, repositories and logs. All instances share the jars and NARs of NiFi.
 * The ports, one for HTTP and one for NiFi's management server, are free ones of the loopback address, chosen once:
 * a NiFi that is started again in the same home has the same address.
 */
public final class NifiHome {
    private static final List<String> CONFIGURATION = List.of("nifi.properties", "state-management.xml", "authorizers.xml", "bootstrap.conf", "logback.xml");
    private static final Set<String> KEPT = Set.of("conf", "logs");

    private final Path directory;
    private final Path library;
    private final int httpPort;
    private final int managementPort;

    private NifiHome(final Path directory, final Path library, final int httpPort, final int managementPort) {
        this.directory = directory;
        this.library = library;
        this.httpPort = httpPort;
        this.managementPort = managementPort;
    }

    /**
     * Makes an instance in a new or emptied directory.
     *
     * @param library the directory with the jars and NARs of NiFi, as the build puts it together
     * @param directory of the instance; its contents are deleted
     * @return the home, not started
     * @throws IllegalStateException when the library is missing
     */
    public static NifiHome create(final Path library, final Path directory) {
        return create(library, directory, freePort());
    }

    /**
     * Makes an instance with a given HTTP port.
     *
     * @param library the directory with the jars and NARs of NiFi, as the build puts it together
     * @param directory of the instance; its contents are deleted
     * @param httpPort port of the REST API and the UI
     * @return the home, not started
     * @throws IllegalStateException when the library is missing
     */
    public static NifiHome create(final Path library, final Path directory, final int httpPort) {
        if (!Files.isDirectory(library)) {
            throw new IllegalStateException("No NiFi in [%s]: build the module nifi-starrocks-system-tests up to its package phase first".formatted(library));
        }
        final NifiHome home = new NifiHome(directory.toAbsolutePath(), library.toAbsolutePath(), httpPort, freePort());
        home.lay();
        return home;
    }

    private void lay() {
        try {
            delete(directory);
            for (final String child : List.of("conf", "extensions", "logs")) {
                Files.createDirectories(directory.resolve(child));
            }
            final Map<String, String> values = Map.of("library.directory", library.toString(), "http.port", Integer.toString(httpPort), "sensitive.key",
                    UUID.randomUUID().toString());
            for (final String name : CONFIGURATION) {
                Files.writeString(directory.resolve("conf").resolve(name), fill(resource(name), values));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("Laying out the NiFi home [%s] failed".formatted(directory), e);
        }
    }

    private static String fill(final String template, final Map<String, String> values) {
        String text = template;
        for (final Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }

    private static String resource(final String name) throws IOException {
        try (InputStream input = NifiHome.class.getResourceAsStream("/nifi/conf/" + name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Puts a NAR into the directory that NiFi loads NARs from, also while it runs. The file appears under its name at once and whole.
     *
     * @param nar the NAR to copy
     * @return this
     */
    public NifiHome deploy(final Path nar) {
        try {
            final Path part = directory.resolve(nar.getFileName() + ".part");
            Files.copy(nar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, directory.resolve("extensions").resolve(nar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException("Copying [%s] into NiFi's extensions failed".formatted(nar), e);
        }
    }

    /**
     * Sets levels of loggers. A running NiFi takes them up within seconds.
     *
     * @param levels level by the name of the logger; the name {@code ROOT} is the root logger
     * @return this
     */
    public NifiHome logLevels(final Map<String, String> levels) {
        final String loggers = levels.entrySet().stream()
                .map(level -> "    <logger name=\"%s\" level=\"%s\"/>".formatted(level.getKey(), level.getValue()))
                .collect(Collectors.joining("\n"));
        try {
            Files.writeString(directory.resolve("conf/logback.xml"), resource("logback.xml").replace("<!--@loggers@-->", loggers));
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException("Writing NiFi's logback.xml failed", e);
        }
    }

    /**
     * Makes the instance a node of a cluster. The other ports of the node are free ones, too.
     *
     * @param cluster what all nodes share
     * @return this
     */
    NifiHome join(final ClusterSettings cluster) {
        final Map<String, String> values = Map.of("zookeeper", cluster.zooKeeper(), "nodes", Integer.toString(cluster.nodes()),
                "protocol.port", Integer.toString(freePort()), "load.balance.port", Integer.toString(freePort()));
        try {
            final Path properties = directory.resolve("conf/nifi.properties");
            Files.writeString(properties, Files.readString(properties)
                    .replaceFirst("(?m)^nifi\\.sensitive\\.props\\.key=.*$", "nifi.sensitive.props.key=" + cluster.sensitiveKey())
                    .replace("nifi.cluster.is.node=false", fill(resource("cluster.properties"), values)));
            final Path state = directory.resolve("conf/state-management.xml");
            Files.writeString(state, Files.readString(state).replace("<!--@cluster-provider@-->", fill(resource("cluster-provider.xml"), values)));
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException("Making [%s] a node of a cluster failed".formatted(directory), e);
        }
    }

    /**
     * What all nodes of a cluster share.
     *
     * @param zooKeeper address of ZooKeeper as host and port
     * @param nodes number of nodes that have to start before the cluster has a flow
     * @param sensitiveKey key of sensitive values in the flow
     */
    record ClusterSettings(String zooKeeper, int nodes, String sensitiveKey) {}

    public Path directory() {
        return directory;
    }

    /**
     * All log files of the instance, including the output of the process.
     *
     * @return existing files
     */
    public List<Path> logs() {
        try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("Listing NiFi's logs failed", e);
        }
    }

    /**
     * Address of the REST API.
     *
     * @return for instance {@code http://127.0.0.1:18080/nifi-api/}
     */
    public URI api() {
        return URI.create("http://127.0.0.1:%d/nifi-api/".formatted(httpPort));
    }

    /**
     * Address of the web UI.
     *
     * @return for instance {@code http://127.0.0.1:18080/nifi/}
     */
    public URI ui() {
        return URI.create("http://127.0.0.1:%d/nifi/".formatted(httpPort));
    }

    Path library() {
        return library;
    }

    int httpPort() {
        return httpPort;
    }

    int managementPort() {
        return managementPort;
    }

    /**
     * The last lines of the instance's logs, for the message of a failure.
     *
     * @param lines how many lines of each log
     * @return the lines, under the name of their log
     */
    public String tail(final int lines) {
        final List<String> tails = new ArrayList<>();
        for (final Path log : logs()) {
            try {
                final List<String> all = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
                tails.add("--- " + log + "\n" + String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size())));
            } catch (final IOException e) {
                tails.add("--- " + log + ": " + e);
            }
        }
        return String.join("\n", tails);
    }

    /**
     * Deletes the repositories and keeps the configuration, the flow and the logs. The instance must not run.
     */
    public void deleteAllButLogs() {
        try (Stream<Path> children = Files.list(directory)) {
            for (final Path child : children.filter(Files::isDirectory).filter(path -> !KEPT.contains(path.getFileName().toString())).toList()) {
                delete(child);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("Clearing the NiFi home [%s] failed".formatted(directory), e);
        }
    }

    private static void delete(final Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path visited, final IOException trouble) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new UncheckedIOException("No free port on the loopback address", e);
        }
    }
}
