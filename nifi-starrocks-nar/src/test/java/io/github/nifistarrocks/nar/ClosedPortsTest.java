package io.github.nifistarrocks.nar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guards tests against ports that are only closed by chance: another process may open a port as soon as a test has closed it. Tests use
 * {@code ClosedPort} of the emulator, which keeps the port bound.
 */
final class ClosedPortsTest {

    /** A try statement that opens a server, takes its port or address, and closes it. */
    private static final Pattern JUST_CLOSED = Pattern.compile(
            "try \\([^{}]*\\)\\s*\\{\\s*(?:return|[\\w ]+=)[^;{}]*\\.(?:getLocalPort|getLocalSocketAddress|port|address|url)\\(\\)[^;{}]*;\\s*\\}");

    private final Path root = Path.of(System.getProperty("repository.root", "..")).toAbsolutePath().normalize();

    @Test
    void noTestUsesThePortOfAServerThatItHasClosed() throws IOException {
        final List<String> findings = new ArrayList<>();
        for (final Path file : testSources()) {
            JUST_CLOSED.matcher(Files.readString(file)).results().forEach(result -> findings.add("%s: %s".formatted(root.relativize(file), result.group())));
        }
        assertThat(findings).as("use ClosedPort").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "try (ServerSocket socket = new ServerSocket(0)) {\n    return socket.getLocalPort();\n}",
            "try (ServerSocket socket = new ServerSocket(0, 1, own)) { deadPort = socket.getLocalPort(); }",
            "try (ScriptedBackend backend = new ScriptedBackend()) {\n    address = backend.address();\n}",
            "try (ServerSocket socket = new ServerSocket(0)) { final URI dead = URI.create(\"http://127.0.0.1:\" + socket.getLocalPort()); }"})
    void justClosedPortIsFound(final String source) {
        assertThat(JUST_CLOSED.matcher(source).find()).isTrue();
    }

    private List<Path> testSources() throws IOException {
        final List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (final Path folder : modules.map(module -> module.resolve("src/test/java")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).filter(file -> !file.endsWith("ClosedPortsTest.java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        return sources;
    }
}
