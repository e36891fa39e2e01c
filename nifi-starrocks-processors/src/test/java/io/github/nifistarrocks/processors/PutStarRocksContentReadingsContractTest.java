package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How often the content of a FlowFile is read, and what is kept instead of another reading. */
@Timeout(240)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class PutStarRocksContentReadingsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String TEMPORARY_DIRECTORY = "java.io.tmpdir";
    private static final String ITEMS = """
            CREATE TABLE {table} (id INT NOT NULL, a INT, b INT, note VARCHAR(65533)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""";
    /** The rows of a table that waits do not fit into the memory for them. */
    private static final int LARGE_ROWS = 200;
    private static final int LARGE_ROW = 60_000;

    private final CountingJsonReader reader = new CountingJsonReader();
    private final String usualDirectory = System.getProperty(TEMPORARY_DIRECTORY);
    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, ITEMS);
    @TempDir
    private Path directory;

    @BeforeEach
    void useDirectory() {
        CLUSTER.emulator().requests().clear();
        System.setProperty(TEMPORARY_DIRECTORY, directory.toString());
    }

    @AfterEach
    void clear() {
        System.setProperty(TEMPORARY_DIRECTORY, usualDirectory);
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void recordsOfOneTableAreReadOnce() throws InitializationException {
        runner().send("[{\"id\":1},{\"id\":2}]", LoadRelationships.SUCCESS);

        assertThat(reader.readings()).isEqualTo(1);
    }

    @Test
    void changeEventsAreReadTwice() throws InitializationException {
        runner().with("Operation Source", "DEBEZIUM").send(IntStream.range(0, 2_000).mapToObj(i -> event(i % 700, i)).collect(Collectors.joining("\n")),
                LoadRelationships.SUCCESS);

        assertThat(reader.readings()).isEqualTo(2);
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table))).isEqualTo(700);
        assertThat(CLUSTER.queryNumber("SELECT sum(a) FROM %s.%s".formatted(database, table))).isEqualTo(IntStream.range(1_300, 2_000).sum());
    }

    @Test
    void wholeRowAfterAMarkOfDeletionNeedsNoOtherReading() throws InitializationException {
        final String marked = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT NOT NULL, a INT, b INT, _cdc_deleted BOOLEAN) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""");
        CLUSTER.execute("INSERT INTO %s.%s (id, a, b) VALUES (1, 10, 11)".formatted(database, marked));

        runner(marked).with("Operation Source", "DEBEZIUM").with("Delete Handling", "SOFT").send("""
                {"op":"d","before":{"id":1},"after":null}
                {"op":"c","before":null,"after":{"id":2,"a":20,"b":21}}
                """, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.loads", "2");

        assertThat(reader.readings()).isEqualTo(2);
        assertThat(CLUSTER.query("SELECT id, a, b, _cdc_deleted FROM %s.%s ORDER BY id".formatted(database, marked)))
                .hasToString("[[1, 10, 11, true], [2, 20, 21, false]]");
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_LOAD,JSON", "TRANSACTION,JSON", "TRANSACTION,CSV", "TWO_PHASE,CSV"})
    void eachSetOfColumnsIsALoadOfTheSameReading(final String delivery, final String format) throws InitializationException {
        final PutRunner runner = groups().with("Delivery Strategy", delivery).with("Format", format).with("Part Size", "200 B");
        final String records = IntStream.range(0, 300).mapToObj(id -> switch (id % 3) {
            case 0 -> "{\"id\":%1$d,\"a\":%1$d}".formatted(id);
            case 1 -> "{\"id\":%1$d,\"b\":%1$d}".formatted(id);
            default -> "{\"id\":%1$d,\"a\":%1$d,\"b\":%1$d,\"note\":\"n%1$d\"}".formatted(id);
        }).collect(Collectors.joining(",", "[", "]"));

        runner.nifi.enqueue(records);
        runner.nifi.run(delivery.equals("TWO_PHASE") ? 2 : 1);

        final MockFlowFile sent = runner.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS).getFirst();
        sent.assertAttributeEquals("starrocks.loads", "3");
        sent.assertAttributeEquals("record.count", "300");
        assertThat(reader.readings()).isEqualTo(2);
        assertThat(CLUSTER.query("SELECT count(*), sum(a), sum(b), count(note) FROM %s.%s".formatted(database, table))).hasToString("[[300, %d, %d, 100]]"
                .formatted(IntStream.range(0, 300).filter(id -> id % 3 != 1).sum(), IntStream.range(0, 300).filter(id -> id % 3 != 0).sum()));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 80})
    void manyTablesAreLoadsOfTheSameReading(final int count) throws InitializationException {
        final List<String> tables = IntStream.range(0, count).mapToObj(number -> CLUSTER.newTable(database, ITEMS)).toList();
        final String records = IntStream.range(0, count * 10).mapToObj(id -> record(tables.get(id * 7 % count), id, "n")).collect(Collectors.joining("\n"));

        severalTables().send(records, LoadRelationships.SUCCESS).assertAttributeEquals("record.count", Integer.toString(count * 10));

        assertThat(reader.readings()).isEqualTo(2);
        for (int number = 0; number < count; number++) {
            final int own = number;
            assertThat(CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, tables.get(number))))
                    .isEqualTo(IntStream.range(0, count * 10).filter(id -> id * 7 % count == own).mapToObj(id -> List.<Object>of(id)).toList());
        }
    }

    @Test
    void loadOfAPreviousAttemptIsNotSentAgainAndTheNextOnesAre() throws InitializationException {
        final PutRunner runner = groups().as("processor");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile first = runner.send(PutRunner.flowFile("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":22},{\"id\":3,\"a\":31},{\"id\":4,\"b\":42}]"),
                LoadRelationships.RETRY);

        runner.send(first, LoadRelationships.SUCCESS);

        assertThat(reader.readings()).isEqualTo(4);
        assertThat(CLUSTER.query("SELECT id, a, b FROM %s.%s ORDER BY id".formatted(database, table)))
                .hasToString("[[1, 11, null], [2, null, 22], [3, 31, null], [4, null, 42]]");
    }

    @Test
    void recordOfALaterLoadThatCannotBeWrittenKeepsAllOut() throws InitializationException {
        final MockFlowFile failed = groups().send("[{\"id\":1,\"a\":1},{\"id\":2,\"note\":\"n\"},{\"id\":3,\"note\":\"\\ud800\"},{\"id\":4,\"a\":4}]",
                LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("[note]", "record 3");
        assertThat(CLUSTER.query("SELECT id FROM %s.%s".formatted(database, table))).isEmpty();
    }

    @Test
    void rowsOfLaterLoadsAreInAFileThatIsGoneAfterSuccess() throws Exception {
        final String other = CLUSTER.newTable(database, ITEMS);

        severalTables().send(largeRows(other), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s WHERE length(note) = %d".formatted(database, other, LARGE_ROW))).isEqualTo(LARGE_ROWS);
        assertNoFiles();
    }

    @Test
    void fileIsGoneAfterAFailure() throws Exception {
        final String other = CLUSTER.newTable(database, ITEMS);
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_LOAD).after(1).times(1).inject(Fault.tooManyVersions());

        severalTables().send(largeRows(other), LoadRelationships.RETRY);

        assertNoFiles();
    }

    @Test
    void fileIsGoneAfterAStop() throws Exception {
        final String other = CLUSTER.newTable(database, ITEMS);
        final FaultRule commit = CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").times(1)
                .inject(new Fault.Delay(Duration.ofMinutes(5)));
        final PutRunner runner = severalTables();
        runner.nifi.enqueue(largeRows(other));

        ProcessorStop.whileBlocked(runner.nifi, () -> commit.hits() == 1);

        assertThat(runner.nifi.getQueueSize().getObjectCount()).isEqualTo(1);
        assertNoFiles();
    }

    @Test
    void flowFileStaysInTheQueueWhenTheFileCannotBeWritten() throws InitializationException {
        final String other = CLUSTER.newTable(database, ITEMS);
        final PutRunner runner = severalTables();
        runner.nifi.enqueue(largeRows(other));
        System.setProperty(TEMPORARY_DIRECTORY, directory.resolve("missing").toString());

        assertThatThrownBy(runner.nifi::run).hasCauseInstanceOf(ProcessException.class).cause().hasMessageContainingAll(
                directory.resolve("missing").toString(), "stays in its queue", "java.io.tmpdir");

        assertThat(runner.nifi.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table))).isZero();
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, other))).isZero();
    }

    private void assertNoFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private String largeRows(final String other) {
        final String text = "x".repeat(LARGE_ROW);
        return IntStream.range(0, LARGE_ROWS).boxed().flatMap(id -> Stream.of(record(table, id, text), record(other, id, text)))
                .collect(Collectors.joining("\n"));
    }

    private static String record(final String target, final int id, final String note) {
        return "{\"table\":\"%s\",\"id\":%d,\"note\":\"%s\"}".formatted(target, id, note);
    }

    private static String event(final int id, final int value) {
        return "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":%d,\"a\":%d,\"b\":1,\"note\":\"n\"}}".formatted(id, value);
    }

    private PutRunner groups() throws InitializationException {
        return runner().with("Partial Update", "ROW").with("Update Columns", "FIELDS_PRESENT");
    }

    private PutRunner severalTables() throws InitializationException {
        return runner().with("Delivery Strategy", "TRANSACTION").with("Table Strategy", "RECORD_PATH").with("Table Record Path", "/table");
    }

    private PutRunner runner() throws InitializationException {
        return runner(table);
    }

    private PutRunner runner(final String target) throws InitializationException {
        return PutRunner.create(CLUSTER, database, target, reader, Map.of());
    }
}
