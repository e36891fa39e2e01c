package io.github.nifistarrocks.processors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Content = Raw: the bytes of a FlowFile go to StarRocks as they are, under a label as ever. */
@Timeout(240)
class PutStarRocksRawContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final List<List<Object>> TWO_ROWS = List.of(List.of(1, "one"), List.of(2, "two, and a half"));
    private static final String CSV = "1,one\n2,\"two, and a half\"\n";
    private static final String JSON_LINES = "{\"id\":1,\"name\":\"one\"}\n{\"id\":2,\"name\":\"two, and a half\"}\n";

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(20)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

    @BeforeEach
    void forgetRequests() {
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void csvIsLoadedAsItsHeadersDescribeIt() throws InitializationException {
        final MockFlowFile sent = csv().with("load.skip_header", "1").with("load.columns", "name,id")
                .send("name,id\none,1\n\"two, and a half\",2\n", LoadRelationships.SUCCESS);

        assertThat(rows()).isEqualTo(TWO_ROWS);
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        sent.assertAttributeEquals("starrocks.rows.loaded", "2");
        sent.assertAttributeEquals("starrocks.table", table);
        assertThat(sent.getAttribute("starrocks.label")).contains(sent.getAttribute("uuid"));
    }

    @ParameterizedTest
    @CsvSource({"\\t, '\t'", "|@|, |@|", "0x01, '\u0001'"})
    void separatorsArePassedOn(final String separator, final String between) throws InitializationException {
        raw("CSV").with("load.column_separator", separator).send("1%1$sone\n2%1$stwo, and a half\n".formatted(between), LoadRelationships.SUCCESS);

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void headerValuesFollowTheFlowFilesAttributes() throws InitializationException {
        raw("CSV").with("load.column_separator", "${separator}").with("load.columns", "${columns}")
                .send("one;1\n", Map.of("separator", ";", "columns", "name, id"), LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(List.of(1, "one"));
    }

    @Test
    void columnsAreComputedByTheServer() throws InitializationException {
        csv().with("load.columns", "k, v, id = k + 10, name = upper(v)").with("load.where", "id > 11").send("1,one\n2,two\n", LoadRelationships.SUCCESS)
                .assertAttributeEquals("starrocks.rows.unselected", "1");

        assertThat(rows()).containsExactly(List.of(12, "TWO"));
    }

    @Test
    void jsonLinesAreLoaded() throws InitializationException {
        raw("JSON").send(JSON_LINES, LoadRelationships.SUCCESS);

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void jsonArrayIsStripped() throws InitializationException {
        raw("JSON").with("load.strip_outer_array", "true").send("[%s]".formatted(JSON_LINES.strip().replace("\n", ",")), LoadRelationships.SUCCESS);

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void jsonPathsPickFields() throws InitializationException {
        raw("JSON").with("load.jsonpaths", "[\"$.key\",\"$.v.text\"]").with("load.columns", "id,name")
                .send("{\"key\":1,\"v\":{\"text\":\"one\"}}", LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(List.of(1, "one"));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void compressedContentIsSentAsItIs(final Compression compression) throws InitializationException, IOException {
        for (final String format : List.of("CSV", "JSON")) {
            CLUSTER.execute("TRUNCATE TABLE %s.%s;".formatted(database, table));
            CLUSTER.emulator().requests().clear();
            final byte[] content = compressed(compression, "CSV".equals(format) ? CSV : JSON_LINES);
            final PutRunner runner = ("CSV".equals(format) ? csv() : raw(format)).with("Compression", compression.name());

            runner.nifi.enqueue(content);
            runner.trigger(LoadRelationships.SUCCESS);

            assertThat(rows()).as(format).isEqualTo(TWO_ROWS);
            assertThat(loads()).singleElement().extracting(RecordedRequest::bodyBytes).isEqualTo((long) content.length);
        }
    }

    @Test
    void debeziumEnvelopeIsLeftToTheServer() throws InitializationException {
        final String keyed = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(20)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
        CLUSTER.execute("INSERT INTO %s.%s VALUES (1, 'old'), (2, 'gone');".formatted(database, keyed));

        raw("JSON").with("Table", keyed).with("load.envelope", "debezium").send("""
                {"op":"u","before":{"id":1,"name":"old"},"after":{"id":1,"name":"new"}}
                {"op":"d","before":{"id":2,"name":"gone"},"after":null}
                {"op":"c","before":null,"after":{"id":3,"name":"three"}}
                """, LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, keyed))).hasToString("[[1, new], [3, three]]");
    }

    @Test
    void lostReplyIsSettledByTheLabel() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());

        csv().send(CSV, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_STATE");

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void sameFlowFileSentAgainIsNotLoadedTwice() throws InitializationException {
        final PutRunner runner = csv();
        final MockFlowFile flowFile = PutRunner.flowFile(CSV);
        runner.send(flowFile, LoadRelationships.SUCCESS);

        runner.send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void recordsAndRawContentShareTheLabel() throws InitializationException {
        final PutRunner runner = raw("JSON");
        final MockFlowFile flowFile = PutRunner.flowFile(JSON_LINES);
        runner.send(flowFile, LoadRelationships.SUCCESS);

        runner.with("Content", "RECORDS").send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertThat(rows()).isEqualTo(TWO_ROWS);
    }

    @Test
    void emptyContentIsNoLoad() throws InitializationException {
        csv().send("", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "EMPTY");

        assertThat(loads()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {"not json at all|illegal json started with",
            "[{\"id\":1}]|strip_outer_array=true"})
    void contentThatIsNoJsonGoesToFailureWithTheMessageOfTheServer(final String content, final String words) throws InitializationException {
        final MockFlowFile sent = raw("JSON").send(content, LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("loaded nothing", table, words);
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {"false|{\"id\":1,\"name\":\"one\"}\\n{\"id\":2,\"name\":|NONE|22",
            "false|{\"id\":1,\"name\":\"one\"}\\n{\"id\":2,\"name\":|GZIP|22", "false|{\"id\":2,\"name\":\"tw|NONE|0",
            "true|[{\"id\":1,\"name\":\"one\"},{\"id\":2}|NONE|0", "true|[{\"id\":1,\"name\":\"one\"},|GZIP|0"})
    void jsonThatEndsInsideADocumentIsRefusedBeforeTheEndOfTheUpload(final String array, final String content, final Compression compression,
            final int start) throws InitializationException, IOException {
        final PutRunner runner = raw("JSON").with("load.strip_outer_array", array).with("Compression", compression.name());
        runner.nifi.enqueue(compressed(compression, content.translateEscapes()));

        final MockFlowFile sent = runner.trigger(LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("The raw JSON ends inside the document that begins at byte %d of ".formatted(start))
                .contains("nothing was loaded");
        assertThat(rows()).isEmpty();
        awaitAbort();
        assertThat(loads()).singleElement().satisfies(
                load -> assertThat(CLUSTER.emulator().labelState(database, load.header("label").orElseThrow())).isEqualTo(TransactionState.ABORTED));
    }

    /** The BE may see the end of the connection after the processor has reported it. */
    private void awaitAbort() {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end && loads().stream().flatMap(load -> load.header("label").stream())
                .noneMatch(label -> CLUSTER.emulator().labelState(database, label) == TransactionState.ABORTED)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void mergedJsonThatEndsInsideADocumentIsRefusedBeforeTheEndOfTheUpload() throws InitializationException {
        final MockFlowFile sent = raw("JSON").with("Delivery Strategy", "MERGE_COMMIT").with("Merge Commit Interval", "10 ms")
                .send(JSON_LINES.stripTrailing().substring(0, 40), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(rows()).isEmpty();
    }

    @Test
    void jsonInSeveralMembersOfGzipIsLoaded() throws InitializationException, IOException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(compressed(Compression.GZIP, JSON_LINES.substring(0, 40)));
        content.write(compressed(Compression.GZIP, JSON_LINES.substring(40)));
        final PutRunner runner = raw("JSON").with("Compression", "GZIP");
        runner.nifi.enqueue(content.toByteArray());

        runner.trigger(LoadRelationships.SUCCESS);

        assertThat(rows()).isEqualTo(TWO_ROWS);
        assertThat(loads()).singleElement().extracting(RecordedRequest::bodyBytes).isEqualTo((long) content.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 30})
    void gzipThatIsCutIsRefusedBeforeTheEndOfTheUpload(final int missing) throws InitializationException, IOException {
        final byte[] content = compressed(Compression.GZIP, JSON_LINES);
        final PutRunner runner = raw("JSON").with("Compression", "GZIP");
        runner.nifi.enqueue(Arrays.copyOf(content, content.length - missing));

        final MockFlowFile sent = runner.trigger(LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("cannot be decompressed by gzip", "Compression");
        assertThat(rows()).isEmpty();
    }

    @Test
    void contentThatIsNotCompressedAsSetGoesToFailureWithTheMessageOfTheServer() throws InitializationException {
        final MockFlowFile sent = csv().with("Compression", "GZIP").send(CSV, LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("loaded nothing", table, "Failed to inflate");
        assertThat(rows()).isEmpty();
    }

    @Test
    void rejectedRowsGoToFailureWithTheirReasons() throws InitializationException {
        final MockFlowFile sent = csv().send("1,one\nx,two\n", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "REJECTED");
        assertThat(sent.getAttribute("starrocks.error.rows")).contains("x,two");
        assertThat(rows()).isEmpty();
    }

    @Test
    void filterRatioFiltersInvalidRows() throws InitializationException {
        csv().with("Max Filter Ratio", "0.5").send("1,one\nx,two\n", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.rows.filtered", "1");

        assertThat(rows()).containsExactly(List.of(1, "one"));
    }

    @Test
    void contentIsStreamed() throws InitializationException {
        final StringBuilder large = new StringBuilder();
        for (int id = 0; large.length() < 3_000_000; id++) {
            large.append(id).append(",some text of a row\n");
        }
        final PutRunner runner = csv();

        final MockFlowFile sent = runner.send(large.toString(), LoadRelationships.SUCCESS);

        assertThat(loads()).singleElement().extracting(RecordedRequest::bodyBytes).isEqualTo((long) large.length());
        sent.assertAttributeEquals("starrocks.bytes", Integer.toString(large.length()));
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table))).isEqualTo(large.chars().filter(c -> c == '\n').count());
    }

    private static byte[] compressed(final Compression compression, final String text) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Requests to a BE. */
    private static List<RecordedRequest> loads() {
        return CLUSTER.emulator().requests().to("/_stream_load").stream().filter(request -> request.server().startsWith("be")).toList();
    }

    private PutRunner csv() throws InitializationException {
        return raw("CSV").with("load.column_separator", ",").with("load.enclose", "\"");
    }

    private PutRunner raw(final String format) throws InitializationException {
        return PutRunner.create(CLUSTER, Map.of("Response Timeout", "10 sec", "Outcome Timeout", "10 sec"), database, table, new JsonTreeReader(), Map.of())
                .with("Content", "RAW")
                .with("Format", format);
    }

    private List<List<Object>> rows() {
        return CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, table));
    }
}
