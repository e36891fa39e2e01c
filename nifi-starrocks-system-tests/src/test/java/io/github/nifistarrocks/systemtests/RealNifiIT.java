package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiHome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bundle in a real NiFi that logs at DEBUG, with the flow that users import.
 */
class RealNifiIT {
    private static final String PUT_STAR_ROCKS = "io.github.nifistarrocks.processors.PutStarRocks";
    private static final Map<String, String> DEBUG = Map.of(
            "io.github.nifistarrocks", "DEBUG",
            "org.apache.hc", "DEBUG",
            "org.apache.thrift", "DEBUG",
            "org.apache.nifi", "DEBUG",
            "org.apache.nifi.processors", "DEBUG",
            "ROOT", "DEBUG");

    private static final List<String> DEBUG_LOGGERS = List.of("io.github.nifistarrocks.", "org.apache.hc.client5.http.", "org.apache.nifi.");

    private static TestBed bed;
    private static List<String> bundlesBefore;
    private static List<String> bundlesAfter;

    private DemoFlow flow;

    @BeforeAll
    static void start() throws IOException {
        final NifiHome home = TestBed.home("real-nifi").logLevels(DEBUG);
        bed = TestBed.start(home, "1g", StarRocksEmulator.builder().frontends(2).backends(3));
        bundlesBefore = bed.nifi().bundlesOf(PUT_STAR_ROCKS);
        home.deploy(Workspace.bundle());
        bundlesAfter = Await.value("the bundle to be picked up", TestBed.LIMIT, () -> bed.nifi().bundlesOf(PUT_STAR_ROCKS), bundles -> !bundles.isEmpty());
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void deleteFlow() {
        if (flow != null) {
            flow.delete();
        }
    }

    @Test
    void bundleDroppedIntoARunningNifiIsPickedUp() {
        assertThat(bundlesBefore).isEmpty();
        assertThat(bundlesAfter).singleElement().asString().startsWith("io.github.nifistarrocks:nifi-starrocks-nar:");
        assertThat(bed.nifi().bundlesOf("io.github.nifistarrocks.processors.FetchStarRocksTablets")).isEqualTo(bundlesAfter);
        assertThat(bed.nifi().bundlesOf("io.github.nifistarrocks.processors.ScanStarRocksTablet")).isEqualTo(bundlesAfter);
    }

    @Test
    void nifiRunsWithTheStockJvmFlagsOnly() {
        assertThat(bed.process().commandLine().stream().skip(1).filter(argument -> argument.startsWith("-")).toList()).allSatisfy(argument -> assertThat(
                argument)
                .matches(
                        "-Xm[sx]1g|-cp|-D(sun.net.http.allowRestrictedHeaders|java.protocol.handler.pkgs|java.awt.headless|curator-log-only-first-connection-issue-as-error-level"
                                + "|javax.security.auth.useSubjectCredsOnly|nifi.properties.file.path|org.apache.nifi.bootstrap.config.log.dir"
                                + "|org.apache.nifi.management.server.address)=.*"));
    }

    @Test
    void flowLoadsTheDataSetAndReadsItBackRowForRow() {
        final DemoFlow.Settings settings = runFlow("row_for_row");

        assertThat(bed.table("row_for_row")).containsExactlyInAnyOrderElementsOf(BirdStrikes.rows());
        final Map<String, List<String>> files = ReadBack.read(settings.output(), BirdStrikes.columns());
        assertThat(files).hasSize(4);
        assertThat(files.values().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(BirdStrikes.rows());
        assertThat(bed.nifi().counters()).containsKey(DemoFlow.COUNTER);
        assertThat(flow.failed()).isEmpty();
    }

    @Test
    void exportedFlowIsTheImportedOne() throws IOException {
        flow = DemoFlow.create(bed.nifi(), bed.settings("exported"));

        assertThat(FlowDefinition.exported(bed.nifi(), flow.group(), Workspace.demoFlow())).doesNotContain(bed.password());
    }

    @Test
    void flowImportedWithAnEmptyParameterContextIsValidOnceItsParametersAreSet() {
        flow = DemoFlow.create(bed.nifi(), bed.settings("exported_from"));
        final String definition = flow.group().download();
        flow.delete();
        bed.nifi().importFlow(definition, DemoFlow.NAME, 0, 0);
        flow = DemoFlow.existing(bed.nifi());
        assertThat(bed.nifi().parameters(DemoFlow.PARAMETERS)).containsEntry("user", true).containsEntry("password", false);

        flow.configure(bed.settings("imported_into"));
        flow.group().enableServices();

        assertThat(bed.nifi().parameters(DemoFlow.PARAMETERS)).containsEntry("password", true);
        assertThat(flow.group().validationErrors()).isEmpty();
    }

    @Test
    void verificationOfTheConnectionNamesEachStepAndTheOneThatFails() {
        final DemoFlow.Settings settings = bed.settings("verified");
        flow = DemoFlow.create(bed.nifi(), settings);
        assertThat(flow.group().verifyService(DemoFlow.CONNECTION_SERVICE)).hasSizeGreaterThan(3)
                .allSatisfy(step -> assertThat(step).contains(": SUCCESSFUL: "));

        flow.configure(new DemoFlow.Settings(settings.frontends(), TestBed.USER, "wrong", settings.database(), settings.input(), settings.output()));
        assertThat(flow.group().verifyService(DemoFlow.CONNECTION_SERVICE))
                .anySatisfy(step -> assertThat(step).startsWith("User Authentication: FAILED: ").contains("denied"));
    }

    @Test
    void incrementalReadsContinueFromTheStateOfTheProcessor() {
        final String table = "incremental." + BirdStrikes.TABLE;
        bed.starRocks().execute("""
                CREATE DATABASE incremental;
                CREATE TABLE %1$s (id BIGINT NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 2;
                INSERT INTO %1$s VALUES (1), (2), (3)""".formatted(table));
        bed.nifi().importFlow(FlowVariant.ofDemo().set(DemoFlow.PLAN, Map.of("Maximum-value Columns", "id"))
                .set(DemoFlow.RENAME, Map.of("filename", "${fragment.identifier}.${fragment.index}")).definition(), DemoFlow.NAME, 0, 0);
        flow = DemoFlow.existing(bed.nifi());
        final DemoFlow.Settings settings = bed.settings("incremental");
        flow.configure(settings);
        flow.group().enableServices();

        flow.readBackOnce();
        awaitIds(settings, 3);
        Await.until("the state", TestBed.LIMIT, () -> "3".equals(flow.group().state(DemoFlow.PLAN).get(table + "@!@id")));
        bed.starRocks().execute("INSERT INTO %s VALUES (4), (5)".formatted(table));
        flow.group().runOnce(DemoFlow.PLAN);
        awaitIds(settings, 5);
        bed.awaitRest(flow);
        Await.until("the state", TestBed.LIMIT, () -> "5".equals(flow.group().state(DemoFlow.PLAN).get(table + "@!@id")));

        assertThat(ids(settings)).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        assertThat(flow.group().state(DemoFlow.PLAN)).containsKey("fragment.identifier");
        assertThat(flow.group().bulletins()).noneMatch(bulletin -> bulletin.startsWith("ERROR"));
    }

    private static void awaitIds(final DemoFlow.Settings settings, final int count) {
        Await.until("%d rows".formatted(count), TestBed.LIMIT, () -> ids(settings).size() >= count);
    }

    private static List<String> ids(final DemoFlow.Settings settings) {
        return ReadBack.read(settings.output(), List.of("id")).values().stream().flatMap(List::stream).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION", "TWO_PHASE"})
    void statelessGroupThatFailsAfterTheCommitLoadsNothingTwice(final String strategy) throws IOException {
        final String database = "stateless_" + strategy.toLowerCase(Locale.ROOT);
        // The first attempt loads the FlowFile, and then fails because there is no such directory.
        final String directory = "#{output.directory}/${starrocks.status:equals('SUCCESS'):ifElse('missing', '')}";

        final LoadedFiles loaded = runStateless(database, strategy, directory);

        assertThat(loaded.statuses()).isEqualTo(Map.of("LABEL_FINISHED", 4L));
        assertThat(RowChecksum.of(bed.table(database)).hex()).isEqualTo(RowChecksum.of(BirdStrikes.rows()).hex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TWO_PHASE"})
    void statelessGroupWhoseLoadIsThrottledLoadsEachFlowFileLater(final String strategy) throws IOException {
        final String database = "stateless_throttled_" + strategy.toLowerCase(Locale.ROOT);
        final List<FaultRule> throttled = Stream.of(RequestKind.BE_STREAM_LOAD, RequestKind.TRANSACTION_PREPARE)
                .map(kind -> bed.starRocks().faults().on(kind).times(2).inject(Fault.tooManyVersions())).toList();

        final LoadedFiles loaded = runStateless(database, strategy, "#{output.directory}");

        throttled.forEach(bed.starRocks().faults()::drop);
        assertThat(throttled).anySatisfy(rule -> assertThat(rule.hits()).isEqualTo(2));
        assertThat(loaded.statuses()).isEqualTo(Map.of("SUCCESS", 4L));
        assertThat(RowChecksum.of(bed.table(database)).hex()).isEqualTo(RowChecksum.of(BirdStrikes.rows()).hex());
    }

    /** Loads the data set in a stateless group, which a FlowFile leaves unchanged if it fails, and enters again. */
    private LoadedFiles runStateless(final String database, final String strategy, final String directory) throws IOException {
        final DemoFlow.Settings settings = bed.settings(database);
        bed.starRocks().execute(BirdStrikes.ddl(database, 4));
        bed.nifi().importFlow(FlowVariant.ofDemo().set(DemoFlow.PUT, Map.of("Delivery Strategy", strategy))
                .set(DemoFlow.RENAME, Map.of("filename", LoadedFiles.NAME))
                .set(DemoFlow.WRITE, Map.of("Directory", directory, "Create Missing Directories", "false")).writeLoaded().stateless().definition(),
                DemoFlow.NAME, 0, 0);
        flow = DemoFlow.existing(bed.nifi());
        flow.configure(settings);
        flow.group().enableServices();
        Files.createDirectories(settings.output());
        final int files = BirdStrikes.write(settings.input(), 2_500).size();
        flow.group().start();
        final LoadedFiles loaded = new LoadedFiles(settings.output());
        Await.until("all FlowFiles to leave the group", TestBed.LIMIT, () -> loaded.uuids().size() >= files);
        return loaded;
    }

    @Test
    void noLogHoldsThePassword() throws IOException {
        runFlow("logged");
        flow.group().stop();
        flow.group().disableServices();
        flow.group().verifyService(DemoFlow.CONNECTION_SERVICE);

        final List<String> secrets = List.of(bed.password(), base64(TestBed.USER + ":" + bed.password()), base64(bed.password()));
        final List<Path> logs = new ArrayList<>(bed.process().home().logs());
        logs.add(Path.of(System.getProperty("systemtests.log")));
        assertThat(logs).hasSizeGreaterThanOrEqualTo(3);
        for (final Path log : logs) {
            final String text = Files.readString(log, StandardCharsets.ISO_8859_1);
            assertThat(secrets).as("secrets in " + log).noneMatch(text::contains);
        }
        final String log = Files.readString(bed.process().home().directory().resolve("logs/nifi-app.log"), StandardCharsets.ISO_8859_1);
        assertThat(DEBUG_LOGGERS).as("loggers that have logged at DEBUG")
                .allMatch(logger -> Pattern.compile(" DEBUG \\[[^\\n]*] " + Pattern.quote(logger)).matcher(log).find());
    }

    private static String base64(final String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private DemoFlow.Settings runFlow(final String database) {
        final DemoFlow.Settings settings = bed.settings(database);
        bed.starRocks().execute(BirdStrikes.ddl(database, 4));
        flow = DemoFlow.create(bed.nifi(), settings);
        flow.group().enableServices();
        assertThat(flow.group().validationErrors()).isEmpty();
        BirdStrikes.write(settings.input(), 2_500);
        flow.startLoading();
        bed.awaitRows(flow, database, BirdStrikes.size());
        flow.readBackOnce();
        Await.until("the files", TestBed.LIMIT,
                () -> ReadBack.read(settings.output(), List.of()).values().stream().mapToInt(List::size).sum() >= BirdStrikes.size());
        bed.awaitRest(flow);
        return settings;
    }
}
