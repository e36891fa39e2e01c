package io.github.nifistarrocks.systemtests;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Directories of the build that the demo and the system tests need. They are found by the location of this class, independent of the working directory.
 */
public final class Workspace {
    private static final Path TARGET = target();

    private Workspace() {}

    private static Path target() {
        try {
            return Path.of(Workspace.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (final URISyntaxException e) {
            throw new IllegalStateException("The place of the classes is not a file", e);
        }
    }

    /**
     * The jars and NARs of NiFi, without the bundle.
     *
     * @return an existing directory
     * @throws IllegalStateException when the module was not built
     */
    public static Path nifiLibrary() {
        return existing(TARGET.resolve("nifi-home/lib"));
    }

    /**
     * The NAR that users deploy.
     *
     * @return an existing file
     * @throws IllegalStateException when the module was not built
     */
    public static Path bundle() {
        return existing(TARGET.resolve("bundle/nifi-starrocks-nar.nar"));
    }

    /**
     * The flow definition of the demo.
     *
     * @return an existing file
     */
    public static Path demoFlow() {
        return flow("starrocks-demo.json");
    }

    /**
     * A flow definition that users import.
     *
     * @param file its name in {@code docs/flows}
     * @return an existing file
     */
    public static Path flow(final String file) {
        return existing(TARGET.resolve("../../docs/flows").resolve(file).normalize());
    }

    /**
     * A directory to work in, below the build's own.
     *
     * @param name name of the directory
     * @return its path; it need not exist
     */
    public static Path work(final String name) {
        return TARGET.resolve(name);
    }

    private static Path existing(final Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException("[%s] is missing: build the module nifi-starrocks-system-tests up to its package phase first".formatted(path));
        }
        return path;
    }
}
