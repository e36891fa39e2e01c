package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.scan.arrow.HostileBatches;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** A reply that no server sends takes little memory and time, and the next replica or FE is asked. */
@Timeout(240)
class HostileServersContractTest {

    private static final int ROWS = 100;
    private static final int INTERNAL_ERROR = 6;
    private static final int MEGABYTE = 1024 * 1024;
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";
    private static final String JSON_HEAD = HEAD + "Content-Type: application/json\r\nConnection: close\r\n\r\n";

    private static StarRocksEmulator starRocks;

    /** One for each test, because it remembers BEs that failed. */
    private ScanFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        starRocks = StarRocksEmulator.builder().frontends(2).backends(3).start();
        starRocks.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.numbers (id INT NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1 PROPERTIES ("replication_num" = "3");
                INSERT INTO shop.numbers SELECT X FROM SYSTEM_RANGE(1, 100);
                """);
    }

    @BeforeEach
    void startFlow() {
        flow = new ScanFlow(starRocks.frontendUrls());
    }

    @AfterAll
    static void stopCluster() {
        starRocks.close();
    }

    @AfterEach
    void endFaults() {
        flow.close();
        starRocks.faults().clear();
    }

    static Stream<Arguments> batches() {
        return Stream.of(
                argumentSet("2^29 fields that share their parts", HostileBatches.sharedFields(29, 2)),
                argumentSet("10,000 levels", HostileBatches.nestedFields(10_000)),
                argumentSet("one field a million times", HostileBatches.repeatedField(1_000_000)),
                argumentSet("2^29 announced fields", HostileBatches.claimedFields(1 << 29)),
                argumentSet("2^29 announced children", HostileBatches.claimedChildren(1 << 29)),
                argumentSet("a field without a name", HostileBatches.namelessField()),
                argumentSet("no NULL, and a short validity buffer", HostileBatches.shortValidity(ROWS)),
                argumentSet("2^31 - 1 rows without bytes", HostileBatches.claimedRows(Integer.MAX_VALUE)),
                argumentSet("2^40 rows without bytes", HostileBatches.claimedRows(1L << 40)),
                argumentSet("a buffer before the batch", HostileBatches.buffer(-8, Long.MAX_VALUE)),
                argumentSet("a buffer behind the batch", HostileBatches.buffer(1L << 40, 8)),
                argumentSet("fewer NULLs than none", HostileBatches.nullCount(-1)),
                argumentSet("more NULLs than rows", HostileBatches.nullCount(2)),
                argumentSet("offsets that descend", HostileBatches.textOffsets(0, 5, 2)),
                argumentSet("offsets behind the text", HostileBatches.textOffsets(0, 5, 1 << 30)),
                argumentSet("no buffers", HostileBatches.withoutBuffers(3)),
                argumentSet("a compressed batch", HostileBatches.compressed()),
                argumentSet("a message of a negative length", HostileBatches.claimedMessage(-5)),
                argumentSet("a message of 2^31 - 1 bytes", HostileBatches.claimedMessage(Integer.MAX_VALUE)),
                argumentSet("no bytes of Arrow", new byte[64]));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void aHostileBatchIsFollowedByTheNextReplica(final byte[] batch) {
        assertNextReplicaIsRead(RequestKind.GET_NEXT, new Fault.OtherRows(rows -> batch));
    }

    static Stream<Arguments> replies() {
        return Stream.of(new Fault.WrongLength(0, Integer.MIN_VALUE), new Fault.WrongLength(0, -1), new Fault.WrongLength(0, Integer.MAX_VALUE),
                new Fault.EndlessValue(0), new Fault.NestedStructs(100_000), new Fault.ScanMessages(INTERNAL_ERROR, "no", 1_000_000),
                new Fault.ScanMessages(INTERNAL_ERROR, "x".repeat(MEGABYTE), 30), new Fault.ScanMessages(INTERNAL_ERROR, "x", 1_000_001),
                new Fault.WrongLength(1, -1), new Fault.WrongLength(1, Integer.MIN_VALUE))
                .flatMap(fault -> Stream.of(Arguments.of(RequestKind.OPEN_SCANNER, fault), Arguments.of(RequestKind.GET_NEXT, fault)));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("replies")
    void aHostileReplyIsFollowedByTheNextReplica(final RequestKind request, final Fault fault) {
        assertNextReplicaIsRead(request, fault);
    }

    private void assertNextReplicaIsRead(final RequestKind request, final Fault fault) {
        final MockFlowFile planned = flow.plan("numbers").getFirst();
        final FaultRule rule = starRocks.faults().on(request).times(1).inject(fault);

        final TestRunner runner = scan(planned);

        assertThat(rule.hits()).isEqualTo(1);
        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_SUCCESS, 1);
        final MockFlowFile scanned = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS).getFirst();
        assertThat(scanned.getContent().lines().skip(1).map(Long::valueOf).sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
        assertThat(scanned.getAttribute("starrocks.replica")).isNotEqualTo(flow.plan(planned).commonReplicas().getFirst().toString());
        assertThat(runner.getLogger().getWarnMessages()).singleElement().asString().hasSizeLessThan(5_000);
    }

    @Test
    void hostileBatchesOfAllReplicasFailTheFlowFile() throws IOException {
        final MockFlowFile planned = flow.plan("numbers").getFirst();
        starRocks.faults().on(RequestKind.GET_NEXT).inject(new Fault.OtherRows(rows -> HostileBatches.sharedFields(29, 2)));
        final int open = starRocks.openScanners();

        final TestRunner runner = scan(planned);

        runner.assertAllFlowFilesTransferred(ScanStarRocksTablet.REL_FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(ScanStarRocksTablet.REL_FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "PROTOCOL");
        failed.assertContentEquals(planned.toByteArray());
        assertThat(starRocks.openScanners()).isEqualTo(open);
    }

    static Stream<Arguments> endlessReplies() {
        return Stream.of(
                argumentSet("a header line without an end", new Fault.EndlessReply(HEAD + "X-Filler: ", "xxxxxxxxxxxxxxxx")),
                argumentSet("header lines without an end", new Fault.EndlessReply(HEAD, "X-Filler: 1\r\n")),
                argumentSet("fields of JSON without an end", new Fault.EndlessReply(JSON_HEAD + "{\"status\":200,\"partitions\":{", "\"1\":0,")),
                argumentSet("arrays without an end", new Fault.EndlessReply(JSON_HEAD + "{\"partitions\":", "[")),
                argumentSet("a plan without an end", new Fault.EndlessReply(JSON_HEAD + "{\"opaqued_query_plan\":\"", "AAAAAAAAAAAAAAAA")),
                argumentSet("blanks without an end", new Fault.EndlessReply(JSON_HEAD + "{", "                ")));
    }

    @ParameterizedTest
    @MethodSource("endlessReplies")
    void anEndlessReplyIsFollowedByTheNextFrontend(final Fault reply) {
        final FaultRule rule = starRocks.faults().on(RequestKind.QUERY_PLAN).times(1).inject(reply);

        final List<MockFlowFile> planned = flow.plan("numbers");

        assertThat(rule.hits()).isEqualTo(1);
        assertThat(planned).hasSize(1);
    }

    /** Encoded or not, a proxy would resolve them to another table. */
    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../numbers", "numbers/../numbers", "numbers/", "/numbers", "..\\numbers"})
    void aTableNameThatIsAPathIsNotRequested(final String table) {
        starRocks.requests().clear();
        final TestRunner runner = flow.fetch("${table}");
        runner.enqueue("", Map.of("table", table));

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_FAILURE, 1);
        runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst().assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(starRocks.requests().all()).isEmpty();
    }

    private TestRunner scan(final MockFlowFile planned) {
        final TestRunner runner = flow.scan(new CSVRecordSetWriter(), Map.of());
        runner.enqueue(planned);
        runner.run();
        return runner;
    }
}
