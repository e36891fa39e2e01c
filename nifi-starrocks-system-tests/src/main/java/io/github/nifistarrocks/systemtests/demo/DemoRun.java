package io.github.nifistarrocks.systemtests.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.systemtests.BirdStrikes;
import io.github.nifistarrocks.systemtests.DemoFlow;
import io.github.nifistarrocks.systemtests.ReadBack;
import io.github.nifistarrocks.systemtests.RowChecksum;
import io.github.nifistarrocks.systemtests.Workspace;
import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.AwaitException;
import io.github.nifistarrocks.systemtests.nifi.NifiClient;
import io.github.nifistarrocks.systemtests.nifi.NifiHome;
import io.github.nifistarrocks.systemtests.nifi.NifiProcess;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;

/**
 * One run of the demo: a StarRocks emulator in this process and a NiFi in another one. Closing the run ends both.
 */
final class DemoRun implements AutoCloseable {
    private static final String DATABASE = "demo";
    private static final String USER = "nifi_demo";
    private static final int BUCKETS = 6;
    private static final int ROWS_PER_FILE = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Progress progress;
    private final StarRocksEmulator starRocks;
    private final String password = UUID.randomUUID().toString();
    private final Path input;
    private final Path output;
    private final NifiProcess nifi;
    private final URI ui;

    DemoRun(final Progress progress, final Path directory, final Optional<Integer> port) throws IOException {
        this.progress = progress;
        final Path library = Workspace.nifiLibrary();
        progress.say("Starting a StarRocks emulator: 2 frontends, 3 backends");
        starRocks = StarRocksEmulator.builder().frontends(2).backends(3).user(USER, password).start();
        starRocks.execute(BirdStrikes.ddl(DATABASE, BUCKETS));
        final Path home = directory.resolve("nifi");
        progress.say("Starting NiFi in %s", home);
        final NifiHome nifiHome = port.isPresent() ? NifiHome.create(library, home, port.get()) : NifiHome.create(library, home);
        ui = nifiHome.ui();
        input = Files.createDirectories(nifiHome.directory().resolve("demo/in"));
        output = nifiHome.directory().resolve("demo/out");
        nifi = NifiProcess.start(nifiHome.deploy(Workspace.bundle()), "1g");
    }

    URI ui() {
        return ui;
    }

    Path output() {
        return output;
    }

    boolean isAlive() {
        return nifi.isAlive();
    }

    Result run() throws DemoFailure {
        progress.say("Waiting for NiFi (process %d), which takes about half a minute", nifi.pid());
        final NifiClient client = nifi.awaitReady();
        progress.say("NiFi %s is ready: %s", client.version(), ui);
        progress.say("Importing the flow %s and setting its parameters", Workspace.demoFlow().getFileName());
        final DemoFlow flow = DemoFlow.create(client, settings());
        flow.group().enableServices();
        final Map<String, List<String>> errors = flow.group().validationErrors();
        if (!errors.isEmpty()) {
            throw new DemoFailure("The flow is not valid: " + errors);
        }
        load(flow);
        readBack(flow);
        final Map<String, List<String>> files = ReadBack.read(output, BirdStrikes.columns());
        return new Result(RowChecksum.of(BirdStrikes.rows()), rowsInTable(), rowsOfTablets(), files,
                RowChecksum.of(files.values().stream().flatMap(List::stream).toList()));
    }

    private DemoFlow.Settings settings() {
        return new DemoFlow.Settings(starRocks.frontendUrls().stream().map(URI::toString).toList(), USER, password, DATABASE, input, output);
    }

    private void load(final DemoFlow flow) throws DemoFailure {
        final int files = BirdStrikes.write(input, ROWS_PER_FILE).size();
        progress.say("Loading %,d rows in %d files", BirdStrikes.size(), files);
        flow.startLoading();
        awaitRows(flow, "to be loaded", () -> {
            final long rows = rowsInTable();
            progress.say("Loaded %,d of %,d rows", rows, BirdStrikes.size());
            return rows;
        });
        Await.until("the load part of the flow to be idle", LIMIT, () -> flow.underWay() == 0);
    }

    private void readBack(final DemoFlow flow) throws DemoFailure {
        progress.say("Reading the table back, tablet by tablet");
        flow.readBackOnce();
        awaitRows(flow, "to be read back", () -> {
            final Map<String, List<String>> read = ReadBack.read(output, BirdStrikes.columns());
            final long rows = read.values().stream().mapToLong(List::size).sum();
            progress.say("Read back %,d of %,d rows in %d files", rows, BirdStrikes.size(), read.size());
            return rows;
        });
        Await.until("the read part of the flow to be idle", LIMIT, () -> flow.underWay() == 0);
    }

    private void awaitRows(final DemoFlow flow, final String what, final Callable<Long> count) throws DemoFailure {
        try {
            Await.until("the rows " + what, LIMIT, () -> count.call() >= BirdStrikes.size() || !nifi.isAlive() || !flow.failed().isEmpty());
        } catch (final AwaitException e) {
            throw new DemoFailure("%s%n%s".formatted(e.getMessage(), troubles(flow)));
        }
        if (!nifi.isAlive()) {
            throw new DemoFailure("NiFi has ended. The end of its log:%n%s".formatted(nifi.home().tail(30)));
        }
        if (!flow.failed().isEmpty()) {
            throw new DemoFailure("FlowFiles have failed.%n%s".formatted(troubles(flow)));
        }
    }

    private static String troubles(final DemoFlow flow) {
        final StringBuilder text = new StringBuilder();
        for (final NifiQueue queue : flow.failed()) {
            text.append(queue).append(System.lineSeparator());
            queue.list().forEach(attributes -> text.append("  ").append(attributes.getOrDefault("starrocks.error.message", attributes.toString()))
                    .append(System.lineSeparator()));
        }
        flow.group().bulletins().forEach(bulletin -> text.append(bulletin).append(System.lineSeparator()));
        return text.isEmpty() ? "NiFi shows no failed FlowFile and no bulletin." : text.toString();
    }

    private long rowsInTable() {
        return ((Number) starRocks.query("select count(*) from %s.%s".formatted(DATABASE, BirdStrikes.TABLE)).getFirst().getFirst()).longValue();
    }

    private Map<Long, Long> rowsOfTablets() {
        final Map<Long, Long> rows = new TreeMap<>();
        final Table table = starRocks.catalog().table(new TableName(DATABASE, BirdStrikes.TABLE)).orElseThrow();
        for (final Tablet tablet : table.tablets()) {
            rows.put(tablet.id(), starRocks.store().count(table, tablet.id()));
        }
        return rows;
    }

    @Override
    public void close() {
        progress.say("Stopping NiFi (process %d) and the emulator", nifi.pid());
        nifi.close();
        starRocks.close();
    }
}
