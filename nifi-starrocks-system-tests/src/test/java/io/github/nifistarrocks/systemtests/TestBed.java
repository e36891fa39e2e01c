package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;
import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiHome;
import io.github.nifistarrocks.systemtests.nifi.NifiProcess;

/**
 * A StarRocks emulator in this JVM and a NiFi in its own, for the tests of one class.
 */
final class TestBed implements AutoCloseable {
    static final String USER = "system_test";
    static final Duration LIMIT = Duration.ofMinutes(3);

    private final String password;
    private final StarRocksEmulator starRocks;
    private final NifiProcess process;
    private NifiClient client;

    private TestBed(final String password, final StarRocksEmulator starRocks, final NifiProcess process) {
        this.password = password;
        this.starRocks = starRocks;
        this.process = process;
        this.client = process.awaitReady();
    }

    /** A home directory of a NiFi without the bundle. */
    static NifiHome home(final String name) {
        return NifiHome.create(Workspace.nifiLibrary(), Workspace.work("system-tests").resolve(name));
    }

    static TestBed start(final NifiHome home, final String heap, final StarRocksEmulatorBuilder cluster) throws IOException {
        final String password = "pw-" + UUID.randomUUID();
        final StarRocksEmulator starRocks = cluster.user(USER, password).start();
        try {
            return new TestBed(password, starRocks, NifiProcess.start(home, heap));
        } catch (final RuntimeException e) {
            starRocks.close();
            throw e;
        }
    }

    StarRocksEmulator starRocks() {
        return starRocks;
    }

    NifiClient nifi() {
        return client;
    }

    NifiProcess process() {
        return process;
    }

    String password() {
        return password;
    }

    void killNifi() {
        process.kill();
    }

    void restartNifi() {
        process.restart();
        awaitNifi();
    }

    /** Waits for a NiFi that was started again. */
    void awaitNifi() {
        client = process.awaitReady();
    }

    /** Parameters of a flow with its own database and directories. */
    DemoFlow.Settings settings(final String database) {
        try {
            final Path directory = process.home().directory().resolve("data").resolve(database);
            final Path input = Files.createDirectories(directory.resolve("in"));
            return new DemoFlow.Settings(starRocks.frontendUrls().stream().map(URI::toString).toList(), USER, password, database, input,
                    directory.resolve("out"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long rows(final String database) {
        return ((Number) starRocks.query("select count(*) from %s.%s".formatted(database, BirdStrikes.TABLE)).getFirst().getFirst()).longValue();
    }

    /** Canonical texts of all rows of the table. */
    List<String> table(final String database) {
        final List<String> rows = new ArrayList<>();
        for (final List<Object> row : starRocks
                .query("select %s from %s.%s".formatted(String.join(", ", BirdStrikes.columns()), database, BirdStrikes.TABLE))) {
            rows.add(BirdStrikes.canonical(row.stream().map(value -> value == null ? "" : value.toString()).toList()));
        }
        return rows;
    }

    void awaitRows(final DemoFlow flow, final String database, final long rows) {
        Await.value("%,d rows in the table".formatted(rows), LIMIT, () -> {
            failWithWhatFailed(flow);
            return rows(database);
        }, count -> count >= rows);
        awaitRest(flow);
    }

    /** Until nothing is under way any more. */
    void awaitRest(final DemoFlow flow) {
        Await.value("the flow to be idle", LIMIT, flow::underWay, count -> count == 0);
        failWithWhatFailed(flow);
    }

    private static void failWithWhatFailed(final DemoFlow flow) {
        if (!flow.failed().isEmpty()) {
            final Stream<String> messages = flow.failed().stream().flatMap(queue -> queue.list().stream())
                    .map(attributes -> attributes.getOrDefault("starrocks.error.message", ""));
            throw new AssertionError("FlowFiles have failed: %s%n%s%n%s".formatted(flow.failed(), messages.toList(), flow.group().bulletins()));
        }
    }

    @Override
    public void close() {
        process.close();
        starRocks.close();
        process.home().deleteAllButLogs();
    }
}
