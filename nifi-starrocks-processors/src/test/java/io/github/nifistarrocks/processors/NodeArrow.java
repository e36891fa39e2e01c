package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Reads Arrow streams with the npm package apache-arrow, which shares no code with Arrow's Java library and with that of a BE. It is no part of this project: a
 * proof in full size fetches it with npm.
 */
public final class NodeArrow {

    private static final String PACKAGE = "apache-arrow@21.2.0";
    private static final Path NPM = Path.of("target", "npm").toAbsolutePath();
    private static final Path INSTALLED = NPM.resolve("node_modules").resolve("apache-arrow");
    private static final Path SCRIPT = Path.of("src", "test", "resources", "arrow", "rows.cjs").toAbsolutePath();

    private final Path folder;

    private NodeArrow(final Path folder) {
        this.folder = folder;
    }

    /**
     * Skips the test with the reason where node or the package is missing.
     *
     * @param folder empty
     */
    public static NodeArrow in(final Path folder) {
        assumeTrue(succeeds("node", "--version"), "node is not installed");
        if (!Files.exists(INSTALLED) && "full".equals(System.getProperty("proof.size"))) {
            succeeds("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", NPM.toString(), PACKAGE);
        }
        assumeTrue(Files.exists(INSTALLED), "The npm package is missing: npm install --prefix %s %s".formatted(NPM, PACKAGE));
        return new NodeArrow(folder);
    }

    /** Adds a stream to those that are to be read. */
    public void add(final String name, final byte[] stream) throws IOException {
        Files.write(folder.resolve(name + ".arrow"), stream);
    }

    /** Reads all streams. */
    public void read() {
        if (!succeeds("node", SCRIPT.toString(), INSTALLED.toString(), folder.toString())) {
            throw new IllegalStateException("apache-arrow failed, see above");
        }
    }

    /** The rows of a stream: an array of arrays, whose values are null or text, or arrays of those. */
    public JsonNode rows(final String name) {
        return result(name).path("rows");
    }

    /** Name and nullability of each field of a stream. */
    public List<String> fields(final String name) {
        return StreamSupport.stream(result(name).path("fields").spliterator(), false).map(JsonNode::toString).toList();
    }

    private JsonNode result(final String name) {
        try {
            return new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean succeeds(final String... command) {
        try {
            final Process process = new ProcessBuilder(command).inheritIO().start();
            return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
