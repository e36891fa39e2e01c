package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.CoolDown;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.scan.arrow.ArrowStreams;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(240)
class TabletScanTest {

    private static final HostPort NAMED = new HostPort("10.0.0.5", 9060);
    private static final HostPort OTHER = new HostPort("10.0.0.6", 9060);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final ScanTimeouts TIMEOUTS = ScanTimeouts.of(CONNECT_TIMEOUT, Duration.ofMinutes(1));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final CallScope scope = new CallScope();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TabletScan.class.getPackageName());

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    /** Only memory that was not released is logged as an error. A thread ends when its scan is closed, however that came about. */
    @AfterEach
    void nothingLeaked() {
        logger.detachAppender(log);
        assertThat(log.list).filteredOn(event -> event.getLevel() == Level.ERROR).isEmpty();
        assertThat(receivers()).isEmpty();
    }

    private static List<Thread> receivers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("StarRocks scan of demo.t from")).toList();
    }

    @Test
    void allRowsComeInTheOrderOfTheBackend() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 1), ArrowStreams.idAndName(4, 2));
                TabletScan scan = open(backend)) {
            assertThat(scan.columns()).containsExactly(new ScanColumn("id", PrimitiveType.BIGINT), new ScanColumn("name", PrimitiveType.VARCHAR));
            assertThat(scan.replica()).isEqualTo(NAMED);
            assertThat(ids(scan)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            assertThat(scan.rows()).isEqualTo(6);
            assertThat(scan.bytes()).isEqualTo(ArrowStreams.idAndName(0, 3).length + ArrowStreams.idAndName(3, 1).length + ArrowStreams.idAndName(4, 2).length);
            assertThat(scan.nextBatch()).isFalse();
        }
    }

    @Test
    void everyRequestHasTheNumberOfRowsReceivedSoFar() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 1)); TabletScan scan = open(backend)) {
            ids(scan);
            assertThat(backend.calls(ScannerCalls.NEXT)).extracting(call -> call.params().get(2)).containsExactly(0L, 3L, 4L);
            assertThat(backend.calls(ScannerCalls.NEXT)).extracting(call -> call.params().get(1)).containsOnly(ScriptedBackend.CONTEXT);
        }
    }

    @Test
    void nextBatchIsRequestedBeforeThisOneIsReturned() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 1)); TabletScan scan = open(backend)) {
            final CountDownLatch asked = new CountDownLatch(1);
            backend.answer(ScannerCalls.NEXT, ScriptedBackend.rows(ArrowStreams.idAndName(0, 3)));
            backend.answer(ScannerCalls.NEXT, exchange -> asked.countDown());
            assertThat(scan.nextBatch()).isTrue();
            assertThat(asked.await(120, TimeUnit.SECONDS)).isTrue();
            assertThat(((BigIntVector) scan.vectors().getVector(0)).get(2)).isEqualTo(2);
        }
    }

    @Test
    void twoBatchesAreReceivedWhileTheReaderUsesOne() throws Exception {
        final byte[][] streams = new byte[10][];
        Arrays.setAll(streams, i -> ArrowStreams.idAndName(i, 1));
        try (ScriptedBackend backend = new ScriptedBackend(streams); TabletScan scan = open(backend)) {
            assertThat(scan.nextBatch()).isTrue();
            awaitFullQueue(backend, 4);
            assertThat(backend.calls(ScannerCalls.NEXT)).hasSize(4);
            assertThat(((BigIntVector) scan.vectors().getVector(0)).get(0)).isZero();
            assertThat(ids(scan)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    @Test
    void oneLargeBatchIsReceivedWhileTheReaderUsesOne() throws Exception {
        final byte[] large = ArrowStreams.stream(ArrowStreams.ID_AND_NAME, root -> {
            ((BigIntVector) root.getVector(0)).setSafe(0, 1);
            ((VarCharVector) root.getVector(1)).setSafe(0, new byte[33 * 1024 * 1024]);
            root.setRowCount(1);
        });
        try (ScriptedBackend backend = new ScriptedBackend(large, large, large, large); TabletScan scan = open(backend)) {
            assertThat(scan.nextBatch()).isTrue();
            awaitFullQueue(backend, 3);
            assertThat(backend.calls(ScannerCalls.NEXT)).hasSize(3);
            assertThat(scan.nextBatch()).isTrue();
            assertThat(scan.nextBatch()).isTrue();
            assertThat(scan.nextBatch()).isTrue();
            assertThat(scan.nextBatch()).isFalse();
            assertThat(scan.rows()).isEqualTo(4);
        }
    }

    /** A thread that receives is not in the state WAITING, also while nothing comes. */
    private static void awaitFullQueue(final ScriptedBackend backend, final int requests) {
        while (backend.calls(ScannerCalls.NEXT).size() < requests || receivers().stream().noneMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void batchesBeforeAFailureAreNotLost() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, ScriptedBackend.rows(ArrowStreams.idAndName(0, 3))).answer(ScannerCalls.NEXT, ScriptedBackend.status(6, "boom"));
            try (TabletScan scan = open(backend)) {
                assertThat(scan.nextBatch()).isTrue();
                assertThat(scan.vectors().getRowCount()).isEqualTo(3);
                assertThat(catchThrowableOfType(StarRocksException.class, scan::nextBatch)).hasMessageContaining("boom")
                        .hasCauseInstanceOf(StarRocksException.class);
            }
        }
    }

    @Test
    void aScanThatIsClosedBeforeItsEndFreesTheBatchesThatWait() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 3), ArrowStreams.idAndName(6, 3))) {
            try (TabletScan scan = open(backend)) {
                assertThat(scan.nextBatch()).isTrue();
                awaitFullQueue(backend, 4);
            }
            assertThat(backend.openScanners()).isZero();
        }
    }

    @Test
    void aReaderThatIsInterruptedIsCancelledAndItsScannerIsClosed() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            final Thread reader = Thread.currentThread();
            backend.answer(ScannerCalls.NEXT, exchange -> reader.interrupt());
            try (TabletScan scan = open(backend)) {
                assertThatThrownBy(scan::nextBatch).isInstanceOf(CallCancelledException.class);
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(backend.openScanners()).isZero();
        }
    }

    @Test
    void openScannerHasAllParametersOfTheBackend() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(); TabletScan scan = open(backend)) {
            assertThat(scan.nextBatch()).isFalse();
            assertThat(backend.calls(ScannerCalls.OPEN)).singleElement().extracting(ScriptedBackend.Call::params).isEqualTo(Map.of(1, "default_cluster",
                    2, "demo", 3, "t", 4, List.of(10007L, 10009L), 5, "cGxhbg==", 6, 4096, 11, (short) 2, 12, 600));
        }
    }

    @Test
    void aBatchWithoutRowsIsReturned() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 0), ArrowStreams.idAndName(7, 1)); TabletScan scan = open(backend)) {
            assertThat(scan.nextBatch()).isTrue();
            assertThat(scan.vectors().getRowCount()).isZero();
            assertThat(ids(scan)).containsExactly(7L);
        }
    }

    @Test
    void rowsThatComeWithTheEndAreNotLost() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(); TabletScan scan = open(backend)) {
            backend.answer(ScannerCalls.NEXT, exchange -> exchange.reply(protocol -> ScriptedBackend.writeBatch(protocol, true, ArrowStreams.idAndName(1, 2))));
            assertThat(ids(scan)).containsExactly(1L, 2L);
            assertThat(backend.calls(ScannerCalls.NEXT)).hasSize(1);
        }
    }

    @Test
    void fieldsOfNewerServersAreSkipped() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(); TabletScan scan = open(backend)) {
            backend.answer(ScannerCalls.NEXT, exchange -> exchange.reply(protocol -> {
                protocol.writeFieldBegin(new TField("", TType.STRING, (short) 77));
                protocol.writeString("new");
                protocol.writeFieldBegin(new TField("", TType.STRUCT, (short) 78));
                protocol.writeFieldBegin(new TField("", TType.DOUBLE, (short) 1));
                protocol.writeDouble(1.5);
                protocol.writeFieldStop();
                ScriptedBackend.writeBatch(protocol, false, ArrowStreams.idAndName(1, 1));
            }));
            assertThat(ids(scan)).containsExactly(1L);
        }
    }

    @Test
    void scannerIsClosedOverTheSameConnectionAfterTheEnd() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3))) {
            try (TabletScan scan = open(backend)) {
                ids(scan);
            }
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement()
                    .isEqualTo(new ScriptedBackend.Call(ScannerCalls.CLOSE, 1, Map.of(1, ScriptedBackend.CONTEXT)));
        }
    }

    @Test
    void scannerIsClosedOverAnotherConnectionWhileABatchIsUnderWay() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 3))) {
            try (TabletScan scan = open(backend)) {
                assertThat(scan.nextBatch()).isTrue();
            }
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement().extracting(ScriptedBackend.Call::connection).isEqualTo(2);
            assertThat(backend.openScanners()).isZero();
        }
    }

    @Test
    void scannerThatWasOpenedWithAnErrorIsClosed() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> exchange.reply(protocol -> {
                ScriptedBackend.writeStatus(protocol, 31, "tablet_id: 10009 not found");
                ScriptedBackend.writeOpened(protocol, "id:6");
            }));
            final StarRocksException refusal = catchThrowableOfType(StarRocksException.class, () -> open(backend));
            assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(refusal).hasMessageContaining("tablet_id: 10009 not found").hasMessageContaining("NOT_FOUND (31)").hasMessageContaining("[10007, 10009]")
                    .hasMessageContaining("[demo.t]").hasMessageContaining("[10.0.0.5:9060]").hasMessageContaining("[" + backend.address() + "]");
            assertThat(backend.openScanners()).isZero();
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
            "5, Memory of query exceed limit, OVERLOADED", "11, , OVERLOADED", "53, , OVERLOADED", "16, , OVERLOADED",
            "33, query_plan_info validate error, INVALID", "6, Unknown logical type(19), INVALID", "3, , INVALID", "60, , INVALID",
            "31, context_id: x not found, UNAVAILABLE", "8, , UNAVAILABLE", "59, , UNAVAILABLE", "41, , UNAVAILABLE", "6, , UNAVAILABLE", "1, , UNAVAILABLE",
            "38, , DENIED", "4711, from the future, UNAVAILABLE", "-3, , UNAVAILABLE"})
    void statusDeterminesTheKind(final int code, final String message, final Kind kind) throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3))) {
            backend.answer(ScannerCalls.NEXT, message == null ? ScriptedBackend.status(code) : ScriptedBackend.status(code, message));
            try (TabletScan scan = open(backend)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
                assertThat(failure.kind()).isEqualTo(kind);
                assertThat(failure).hasMessageContaining(Integer.toString(code)).hasMessageContaining(message == null ? "without a message" : message);
                assertThatThrownBy(scan::nextBatch).isInstanceOf(IllegalStateException.class);
            }
            assertThat(backend.openScanners()).isZero();
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement().extracting(ScriptedBackend.Call::connection).isEqualTo(1);
        }
    }

    @Test
    void aScannerThatIsRefusedForAnEarlierOneIsOpenedAgainOnce() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            final ScriptedBackend.Answer refusal = exchange -> exchange.reply(protocol -> {
                ScriptedBackend.writeStatus(protocol, 5, "Memory of query exceed limit: BE:10001");
                ScriptedBackend.writeOpened(protocol, "id:6");
            });
            backend.answer(ScannerCalls.OPEN, refusal).answer(ScannerCalls.OPEN, refusal);
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> open(backend));
            assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(backend.calls()).extracting(ScriptedBackend.Call::method).containsExactly(ScannerCalls.OPEN, ScannerCalls.CLOSE, ScannerCalls.OPEN,
                    ScannerCalls.CLOSE);
        }
    }

    /** The error is thrown within the opening, where a log entry is written. */
    @ParameterizedTest
    @MethodSource("errors")
    void anErrorDuringTheOpeningClosesTheScannerAndIsAFailureOfTheBackend(final Error error) throws Exception {
        final ListAppender<ILoggingEvent> failing = new ListAppender<>() {
            @Override
            protected void append(final ILoggingEvent event) {
                throw error;
            }
        };
        failing.start();
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> exchange.reply(protocol -> {
                ScriptedBackend.writeStatus(protocol, 5, "Memory of query exceed limit: BE:10001");
                ScriptedBackend.writeOpened(protocol, "id:6");
            }));
            logger.addAppender(failing);
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> open(backend));
            logger.detachAppender(failing);
            assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(failure).hasMessageContaining("could not be opened on BE").hasMessageContaining("exceeds the memory of this JVM").hasRootCause(error);
            assertThat(backend.openScanners()).isZero();
        } finally {
            logger.detachAppender(failing);
        }
    }

    static Stream<Error> errors() {
        return Stream.of(new OutOfMemoryError("Java heap space"), new StackOverflowError());
    }

    /** A short reply is in the buffer when the length is read. */
    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1 << 24 | 1, Integer.MAX_VALUE})
    void aTextOfAnImpossibleLengthIsNoReply(final int length) throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> exchange.reply(protocol -> {
                ScriptedBackend.writeStatus(protocol, 0);
                protocol.writeFieldBegin(new TField("", TType.STRING, (short) 2));
                protocol.writeI32(length);
            }));
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> open(backend));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure).hasMessageContaining("a text of %d bytes".formatted(Integer.toUnsignedLong(length)));
        }
    }

    @Test
    void structsThatAreNestedInAnErrorOfTheServerAreNoReply() throws Exception {
        failsWith(exchange -> {
            exchange.protocol().writeMessageBegin(new TMessage(exchange.message().name, TMessageType.EXCEPTION, exchange.message().seqid));
            for (int level = 0; level < 200_000; level++) {
                exchange.protocol().writeFieldBegin(new TField("", TType.STRUCT, (short) 9));
            }
            exchange.protocol().getTransport().flush();
        }, Kind.PROTOCOL, "malformed");
    }

    @Test
    void longTextsOfABackendAreCutInMessages() throws Exception {
        final String name = "x".repeat(1_000_000);
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, exchange -> {
                exchange.protocol().writeMessageBegin(new TMessage(name, TMessageType.REPLY, exchange.message().seqid));
                exchange.protocol().getTransport().flush();
            });
            try (TabletScan scan = open(backend)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
                assertThat(failure.getMessage()).hasSizeLessThan(2000).contains("the reply to another call", "Check that the address is the Thrift port");
            }
        }
        try (ScriptedBackend backend = failsWith(exchange -> {
            exchange.protocol().writeMessageBegin(new TMessage(exchange.message().name, TMessageType.EXCEPTION, exchange.message().seqid));
            new TApplicationException(TApplicationException.INTERNAL_ERROR, name).write(exchange.protocol());
            exchange.protocol().getTransport().flush();
        }, Kind.UNAVAILABLE, "Start again on another replica")) {
            assertThat(backend.openScanners()).isZero();
        }
    }

    /** Whatever the cause, a BE reports that the scanner was cancelled. */
    @Test
    void aScannerThatIsCancelledAfterItsQueryTimeoutHasTimedOut() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, ScriptedBackend.status(1, "Set cancelled by MemoryScratchSinkOperator"));
            try (TabletScan scan = TabletScan.open(request(Duration.ZERO), backend(backend.address()), backends(TIMEOUTS), scope)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
                assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("exceeded its query timeout");
            }
        }
    }

    @Test
    void aScannerThatIsCancelledBeforeItsQueryTimeoutHasFailed() throws Exception {
        failsWith(ScriptedBackend.status(1, "Set cancelled by MemoryScratchSinkOperator"), Kind.UNAVAILABLE, "A scanner of the plan failed");
    }

    @Test
    void neitherRowsNorTheEndIsAnError() throws Exception {
        failsWith(exchange -> exchange.reply(protocol -> ScriptedBackend.writeBatch(protocol, false, null)), Kind.UNAVAILABLE, "neither rows nor the end");
    }

    @Test
    void aReplyWithoutStatusIsNoReply() throws Exception {
        failsWith(exchange -> exchange.reply(protocol -> {}), Kind.PROTOCOL, "without a status");
    }

    @Test
    void theReplyToAnotherCallIsNoReply() throws Exception {
        failsWith(exchange -> exchange.reply(exchange.message().seqid - 1, protocol -> ScriptedBackend.writeBatch(protocol, true, null)), Kind.PROTOCOL,
                "reply to another call");
    }

    @Test
    void aNegativeLengthOfRowsIsNoReply() throws Exception {
        failsWith(exchange -> exchange.reply(protocol -> {
            ScriptedBackend.writeStatus(protocol, 0);
            protocol.writeFieldBegin(new TField("", TType.STRING, (short) 3));
            protocol.writeI32(-5);
        }), Kind.PROTOCOL, "4294967291 bytes");
    }

    @Test
    void rowsThatAreAnnouncedButNeverComeTakeNoMemory() throws Exception {
        failsWith(exchange -> {
            exchange.reply(protocol -> {
                ScriptedBackend.writeStatus(protocol, 0);
                protocol.writeFieldBegin(new TField("", TType.STRING, (short) 3));
                protocol.writeI32(Integer.MAX_VALUE - 100);
            });
            exchange.socket().close();
        }, Kind.UNAVAILABLE, "closed the connection");
    }

    @Test
    void anUnknownMethodMeansAnotherServer() throws Exception {
        failsWith(exchange -> {
            exchange.protocol().writeMessageBegin(new TMessage(exchange.message().name, TMessageType.EXCEPTION, exchange.message().seqid));
            new TApplicationException(TApplicationException.UNKNOWN_METHOD, "Invalid method name: 'get_next'").write(exchange.protocol());
            exchange.protocol().getTransport().flush();
        }, Kind.PROTOCOL, "Invalid method name: 'get_next'");
    }

    @Test
    void anInternalErrorOfTheServerMakesItUnavailable() throws Exception {
        failsWith(exchange -> {
            exchange.protocol().writeMessageBegin(new TMessage(exchange.message().name, TMessageType.EXCEPTION, exchange.message().seqid));
            new TApplicationException(TApplicationException.INTERNAL_ERROR, "boom").write(exchange.protocol());
            exchange.protocol().getTransport().flush();
        }, Kind.UNAVAILABLE, "boom");
    }

    @Test
    void aConnectionThatIsLostIsNotUsedAgain() throws Exception {
        try (ScriptedBackend backend = failsWith(exchange -> exchange.socket().close(), Kind.UNAVAILABLE, "start again")) {
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement().extracting(ScriptedBackend.Call::connection).isEqualTo(2);
        }
    }

    @Test
    void aBackendThatDoesNotReplyInTimeFailsAndItsConnectionIsClosed() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, exchange -> {});
            final ScanRequest request = request(Duration.ofMillis(200));
            try (TabletScan scan = TabletScan.open(request, backend(backend.address()), backends(timeouts(Duration.ofMillis(100))), scope)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
                assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("no reply in time");
            }
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement().extracting(ScriptedBackend.Call::connection).isEqualTo(2);
        }
    }

    @Test
    void backendThatHangsAtTheOpeningFailsBeforeTheQueryTimeout() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> {});
            final ScanTimeouts shortOpen = ScanTimeouts.of(CONNECT_TIMEOUT, Duration.ofMillis(100));
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                    () -> TabletScan.open(request(Duration.ofDays(1)), backend(backend.address()), backends(shortOpen), scope));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("too busy to open a scanner within the response timeout");
        }
    }

    /** Each batch comes within the query timeout, and all together do not. */
    @Test
    void queryTimeoutAppliesToAllBatchesTogether() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            final CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 200; i++) {
                final byte[] rows = ArrowStreams.idAndName(i, 1);
                backend.answer(ScannerCalls.NEXT, exchange -> {
                    await(never, Duration.ofMillis(50));
                    ScriptedBackend.rows(rows).write(exchange);
                });
            }
            try (TabletScan scan = TabletScan.open(request(Duration.ofMillis(300)), backend(backend.address()), backends(timeouts(Duration.ofMillis(100))),
                    scope)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> ids(scan));
                assertThat(failure).hasMessageContaining("no reply in time. Raise the query timeout");
            }
            assertThat(backend.openScanners()).isZero();
        }
    }

    @Test
    void repliesThatArriveByteByByteHaveOneTimeLimit() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, exchange -> {
                final CountDownLatch never = new CountDownLatch(1);
                for (int count = 0; count < 1000; count++) {
                    exchange.socket().getOutputStream().write(new byte[] {(byte) 0x80, 1, 0, 2, 0, 0, 0, 100}, Math.min(count, 7), 1);
                    await(never, Duration.ofMillis(50));
                }
            });
            final ScanRequest request = request(Duration.ofMillis(200));
            final long start = System.nanoTime();
            try (TabletScan scan = TabletScan.open(request, backend(backend.address()), backends(timeouts(Duration.ofMillis(200))), scope)) {
                assertThatThrownBy(scan::nextBatch).isInstanceOf(StarRocksException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatSpeaksHttpIsNamedAsSuch() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client has gone.
                }
            });
            final HostPort address = new HostPort("127.0.0.1", server.getLocalPort());
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                    () -> TabletScan.open(request(), backend(address), backends(TIMEOUTS), scope));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure).hasMessageContaining("be_port");
        }
    }

    @Test
    void aBackendThatIsDownIsNamedWithBothAddresses() throws Exception {
        try (ClosedPort port = ClosedPort.onLoopback()) {
            final HostPort address = HostPort.parse(port.toString());
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                    () -> TabletScan.open(request(), backend(address), backends(TIMEOUTS), scope));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("10.0.0.5:9060").hasMessageContaining(address.toString()).hasMessageContaining("no connection");
        }
    }

    @Test
    void aHostWithoutAnAddressIsNamed() {
        final HostPort nowhere = new HostPort("no-such-host.invalid", 9060);
        final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                () -> TabletScan.open(request(), new BackendAddress(nowhere, nowhere), backends(TIMEOUTS), scope));
        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("cannot be resolved");
    }

    @Test
    void planIsNotSentForeverToAPeerThatDoesNotRead() throws Exception {
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            final HostPort address = new HostPort("127.0.0.1", deaf.getLocalPort());
            final ScanRequest large = new ScanRequest(new TableId("demo", "t"), "A".repeat(64 * 1024 * 1024), List.of(10007L), request().limits());
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                    () -> TabletScan.open(large, backend(address), backends(ScanTimeouts.of(CONNECT_TIMEOUT, Duration.ofMillis(300))), scope));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("too busy to open a scanner within the response timeout");
        }
    }

    @Test
    void nextAddressOfAHostIsTriedWhenOneRefuses() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3));
                ClosedPort closed = ClosedPort.at(new InetSocketAddress("127.0.0.2", backend.address().port()));
                TabletScan scan = TabletScan.open(request(), named(closed.number()), backends(lookup("127.0.0.2", "127.0.0.1")), scope)) {
            assertThat(ids(scan)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void addressThatDoesNotAnswerLeavesTimeForTheNextOne() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3));
                SilentPort silent = SilentPort.at(new InetSocketAddress("127.0.0.2", backend.address().port()));
                TabletScan scan = TabletScan.open(request(), named(silent.number()), backends(lookup("127.0.0.2", "127.0.0.1")), scope)) {
            assertThat(ids(scan)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void failureOfEachAddressIsNamed() {
        try (ClosedPort first = ClosedPort.onLoopback(); ClosedPort second = ClosedPort.at(new InetSocketAddress("127.0.0.2", first.number()))) {
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                    () -> TabletScan.open(request(), named(second.number()), backends(lookup("127.0.0.1", "127.0.0.2")), scope));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("no connection (").hasMessageContaining("127.0.0.1:" + first.number() + ": ")
                    .hasMessageContaining("127.0.0.2:" + first.number() + ": ");
        }
    }

    @Test
    void lookupThatDoesNotEndFailsWithinTheConnectTimeout() {
        final CountDownLatch never = new CountDownLatch(1);
        final HostResolver silent = new HostResolver(host -> {
            await(never, Duration.ofMinutes(5));
            throw new UnknownHostException(host);
        });
        final ScanTimeouts shortConnect = ScanTimeouts.of(Duration.ofMillis(50), Duration.ofMinutes(1));
        final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                () -> TabletScan.open(request(), named(9060), new Backends(shortConnect, silent, coolDown()), scope));
        never.countDown();
        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("The lookup of [be-1] did not end within");
    }

    @Test
    void cancellingEndsALookup() {
        final CountDownLatch never = new CountDownLatch(1);
        final HostResolver silent = new HostResolver(host -> {
            scope.cancel();
            await(never, Duration.ofMinutes(5));
            throw new UnknownHostException(host);
        });
        final ScanTimeouts longConnect = ScanTimeouts.of(Duration.ofMinutes(4), Duration.ofMinutes(1));
        assertThatThrownBy(() -> TabletScan.open(request(), named(9060), new Backends(longConnect, silent, coolDown()), scope))
                .isInstanceOf(CallCancelledException.class);
        never.countDown();
    }

    @Test
    void backendThatRefusesTheConnectionIsReadLastUntilItIsReached() throws Exception {
        final Backends backends = backends(TIMEOUTS);
        try (ClosedPort closed = ClosedPort.onLoopback()) {
            assertThatThrownBy(() -> TabletScan.open(request(), backend(HostPort.parse(closed.toString())), backends, scope))
                    .isInstanceOf(StarRocksException.class);
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(OTHER, NAMED);
        try (ScriptedBackend backend = new ScriptedBackend(); TabletScan scan = TabletScan.open(request(), backend(backend.address()), backends, scope)) {
            assertThat(scan.nextBatch()).isFalse();
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(NAMED, OTHER);
    }

    @Test
    void backendThatHangsAtTheOpeningIsReadLast() throws Exception {
        final Backends backends = backends(ScanTimeouts.of(CONNECT_TIMEOUT, Duration.ofMillis(100)));
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> {});
            assertThatThrownBy(() -> TabletScan.open(request(), backend(backend.address()), backends, scope)).isInstanceOf(StarRocksException.class);
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(OTHER, NAMED);
    }

    @Test
    void backendThatBreaksAConnectionIsReadLast() throws Exception {
        final Backends backends = backends(TIMEOUTS);
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.NEXT, exchange -> exchange.socket().close());
            try (TabletScan scan = TabletScan.open(request(), backend(backend.address()), backends, scope)) {
                assertThatThrownBy(scan::nextBatch).isInstanceOf(StarRocksException.class);
            }
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(OTHER, NAMED);
    }

    @Test
    void backendThatRefusesAScannerIsReadAsBefore() throws Exception {
        final Backends backends = backends(TIMEOUTS);
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, ScriptedBackend.status(5, "Memory of process exceed limit"));
            assertThatThrownBy(() -> TabletScan.open(request(), backend(backend.address()), backends, scope)).isInstanceOf(StarRocksException.class);
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(NAMED, OTHER);
    }

    @Test
    void cancelledScanIsNoFailureOfItsBackend() throws Exception {
        final Backends backends = backends(TIMEOUTS);
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> scope.cancel());
            assertThatThrownBy(() -> TabletScan.open(request(), backend(backend.address()), backends, scope)).isInstanceOf(CallCancelledException.class);
        }
        assertThat(backends.inOrder(List.of(NAMED, OTHER))).containsExactly(NAMED, OTHER);
    }

    @Test
    void cancellingEndsACallThatIsBlockedAndClosesTheScanner() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            final CountDownLatch blocked = new CountDownLatch(1);
            backend.answer(ScannerCalls.NEXT, exchange -> blocked.countDown());
            try (TabletScan scan = open(backend)) {
                Thread.ofVirtual().start(() -> {
                    await(blocked, Duration.ofSeconds(10));
                    scope.cancel();
                });
                assertThatThrownBy(scan::nextBatch).isInstanceOf(CallCancelledException.class);
            }
            assertThat(backend.openScanners()).isZero();
            assertThat(backend.calls(ScannerCalls.CLOSE)).singleElement().extracting(ScriptedBackend.Call::connection).isEqualTo(2);
        }
    }

    @Test
    void cancellingBetweenBatchesEndsTheNextCall() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 3))) {
            try (TabletScan scan = open(backend)) {
                assertThat(scan.nextBatch()).isTrue();
                scope.cancel();
                assertThatThrownBy(scan::nextBatch).isInstanceOf(CallCancelledException.class);
            }
            assertThat(backend.openScanners()).isZero();
        }
    }

    @Test
    void cancellingEndsAnOpenThatIsBlocked() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.OPEN, exchange -> scope.cancel());
            assertThatThrownBy(() -> open(backend)).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void nothingIsConnectedInACancelledScope() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            scope.cancel();
            assertThatThrownBy(() -> open(backend)).isInstanceOf(CallCancelledException.class);
            assertThat(backend.calls()).isEmpty();
        }
    }

    @Test
    void closingEndsInTimeWhenTheBackendIsSilent() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend()) {
            backend.answer(ScannerCalls.CLOSE, exchange -> {}).answer(ScannerCalls.CLOSE, exchange -> {});
            final TabletScan scan = open(backend);
            final long start = System.nanoTime();
            scan.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(5900));
            assertThat(log.list).filteredOn(event -> event.getLevel() == Level.WARN).singleElement().asString().contains("could not be closed");
        }
    }

    @Test
    void closingSucceedsWhenTheBackendHasGone() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 3))) {
            final TabletScan scan = open(backend);
            assertThat(scan.nextBatch()).isTrue();
            backend.stop();
            scan.close();
            scan.close();
            assertThatThrownBy(scan::batch).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(scan::nextBatch).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void truncatedArrowIsNoReply() throws Exception {
        final byte[] whole = ArrowStreams.idAndName(0, 100);
        failsWith(ScriptedBackend.rows(Arrays.copyOf(whole, whole.length / 2)), Kind.PROTOCOL, "Arrow");
    }

    @Test
    void aSchemaThatChangesDuringAScanIsRefused() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3), other("identity")); TabletScan scan = open(backend)) {
            assertThat(scan.nextBatch()).isTrue();
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure).hasMessageContaining("schema differs");
        }
    }

    @Test
    void columnsOfAnotherNumberAreRefused() throws Exception {
        failsWith(ScriptedBackend.rows(ArrowStreams.oneOfEach()), Kind.PROTOCOL, "3 columns, the scan 2");
    }

    @Test
    void anArrowTypeThatIsUnknownIsRefused() throws Exception {
        final Schema schema = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true)), Field.nullable("name", new ArrowType.LargeUtf8())));
        failsWith(ScriptedBackend.rows(ArrowStreams.stream(schema, root -> root.setRowCount(2))), Kind.INVALID, "LargeUtf8");
    }

    private ScriptedBackend failsWith(final ScriptedBackend.Answer answer, final Kind kind, final String message) throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(ArrowStreams.idAndName(0, 3))) {
            backend.answer(ScannerCalls.NEXT, answer);
            try (TabletScan scan = open(backend)) {
                final StarRocksException failure = catchThrowableOfType(StarRocksException.class, scan::nextBatch);
                assertThat(failure.kind()).isEqualTo(kind);
                assertThat(failure.getMessage()).containsIgnoringCase(message);
            }
            assertThat(backend.openScanners()).isZero();
            return backend;
        }
    }

    private static byte[] other(final String name) {
        final Schema schema = new Schema(List.of(Field.nullable(name, new ArrowType.Int(64, true)), Field.nullable("name", new ArrowType.Utf8())));
        return ArrowStreams.stream(schema, root -> root.setRowCount(1));
    }

    private TabletScan open(final ScriptedBackend backend) throws StarRocksException, CallCancelledException {
        return TabletScan.open(request(), backend(backend.address()), backends(TIMEOUTS), scope);
    }

    private static Backends backends(final ScanTimeouts timeouts) {
        return new Backends(timeouts, new HostResolver(), coolDown());
    }

    private static Backends backends(final HostResolver resolver) {
        return new Backends(TIMEOUTS, resolver, coolDown());
    }

    private static CoolDown<HostPort> coolDown() {
        return new CoolDown<>(Duration.ofHours(1), System::nanoTime);
    }

    /** A host with these addresses. */
    private static HostResolver lookup(final String... addresses) {
        return new HostResolver(host -> {
            final InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        });
    }

    private static BackendAddress named(final int port) {
        return backend(new HostPort("be-1", port));
    }

    private static ScanTimeouts timeouts(final Duration replyMargin) {
        return new ScanTimeouts(CONNECT_TIMEOUT, Duration.ofMinutes(1), replyMargin);
    }

    private static BackendAddress backend(final HostPort reachable) {
        return new BackendAddress(NAMED, reachable);
    }

    private static ScanRequest request() {
        return request(Duration.ofMillis(599_500));
    }

    private static ScanRequest request(final Duration queryTimeout) {
        return new ScanRequest(new TableId("demo", "t"), "cGxhbg==", List.of(10007L, 10009L), new ScanLimits(4096, queryTimeout, Duration.ofSeconds(90)));
    }

    private static List<Long> ids(final TabletScan scan) throws StarRocksException, CallCancelledException {
        final List<Long> ids = new ArrayList<>();
        while (scan.nextBatch()) {
            final BigIntVector vector = (BigIntVector) scan.vectors().getVector(0);
            for (int row = 0; row < scan.vectors().getRowCount(); row++) {
                ids.add(vector.get(row));
                assertThat(scan.vectors().getVector(1).getObject(row)).hasToString("row " + vector.get(row));
            }
        }
        return ids;
    }

    private static void await(final CountDownLatch latch, final Duration timeout) {
        try {
            latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
