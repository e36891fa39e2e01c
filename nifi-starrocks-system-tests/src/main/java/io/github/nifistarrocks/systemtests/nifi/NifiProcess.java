package io.github.nifistarrocks.systemtests.nifi;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A NiFi process, started with only the JVM arguments of NiFi's {@code bootstrap.conf}, on the JDK of the caller.
 * It is always ended by the id of the process that was started here.
 */
public final class NifiProcess implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int TAIL_LINES = 60;

    private final NifiHome home;
    private final List<String> command;
    private final Thread endWithCaller;
    private Process process;

    private NifiProcess(final NifiHome home, final List<String> command) {
        this.home = home;
        this.command = command;
        this.endWithCaller = new Thread(this::kill, "nifi-ended-with-its-caller");
    }

    /**
     * Starts a NiFi and returns at once.
     *
     * @param home the instance
     * @param heap size of the heap as the JVM takes it, for instance {@code 1g}
     * @return the process
     */
    public static NifiProcess start(final NifiHome home, final String heap) {
        final NifiProcess nifi = new NifiProcess(home, command(home, heap));
        Runtime.getRuntime().addShutdownHook(nifi.endWithCaller);
        nifi.spawn();
        return nifi;
    }

    private static List<String> command(final NifiHome home, final String heap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-Dsun.net.http.allowRestrictedHeaders=true",
                "-Djava.protocol.handler.pkgs=sun.net.www.protocol",
                "-Djava.awt.headless=true",
                "-Dcurator-log-only-first-connection-issue-as-error-level=true",
                "-Djavax.security.auth.useSubjectCredsOnly=true",
                "-Dnifi.properties.file.path=./conf/nifi.properties",
                "-Dorg.apache.nifi.bootstrap.config.log.dir=./logs",
                "-Dorg.apache.nifi.management.server.address=127.0.0.1:" + home.managementPort(),
                "-cp",
                "conf" + File.pathSeparator + home.library().resolve("*"),
                "org.apache.nifi.NiFi");
    }

    private void spawn() {
        final ProcessBuilder builder = new ProcessBuilder(command).directory(home.directory().toFile());
        // Flags that the caller's own JVM was given through the environment are not stock.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.directory().resolve("logs/console.log").toFile()));
        try {
            process = builder.start();
        } catch (final IOException e) {
            throw new UncheckedIOException("Starting NiFi failed: " + command.getFirst(), e);
        }
    }

    /**
     * Waits until the REST API and the flow are there.
     *
     * @return a client of this NiFi
     * @throws NifiGoneException when the process ends before that
     * @throws AwaitException when it takes too long, with the tail of the log
     */
    public NifiClient awaitReady() {
        final NifiClient client = new NifiClient(home.api());
        try {
            Await.until("NiFi to be ready at " + home.ui(), READY_LIMIT, () -> {
                if (!process.isAlive()) {
                    throw new NifiGoneException("NiFi ended with code %d before it was ready%n%s".formatted(process.exitValue(), home.tail(TAIL_LINES)));
                }
                return client.isReady();
            });
        } catch (final AwaitException e) {
            throw new AwaitException(e.getMessage() + "\n" + home.tail(TAIL_LINES), e);
        }
        return client;
    }

    /**
     * The command line of the running process as the operating system reports it, or else the one it was started with.
     *
     * @return program and arguments
     */
    public List<String> commandLine() {
        final ProcessHandle.Info info = process.info();
        final List<String> line = new ArrayList<>();
        info.command().ifPresent(line::add);
        info.arguments().ifPresent(arguments -> line.addAll(List.of(arguments)));
        return line.size() > 1 ? List.copyOf(line) : command;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public NifiHome home() {
        return home;
    }

    /**
     * Ends the process as {@code kill -9} does: nothing in it gets a chance to tidy up. Returns when it is gone.
     */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(STOP_LIMIT);
    }

    /**
     * Starts a NiFi in the same home again, after the last one has ended.
     *
     * @throws IllegalStateException when it still runs
     */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("NiFi still runs as process " + process.pid());
        }
        spawn();
    }

    /**
     * Ends the process by SIGTERM, and by force only when that takes longer than NiFi's own period of grace.
     */
    public void stop() {
        process.destroy();
        if (!awaitEnd(STOP_LIMIT)) {
            kill();
        }
    }

    private boolean awaitEnd(final Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithCaller);
        } catch (final IllegalStateException e) {
            // The JVM is on its way down: the hook runs anyway and finds the process gone.
            return;
        }
    }
}
