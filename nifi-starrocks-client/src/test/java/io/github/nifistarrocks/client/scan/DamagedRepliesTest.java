package io.github.nifistarrocks.client.scan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import com.starrocks.shade.org.apache.thrift.TApplicationException;
import com.starrocks.shade.org.apache.thrift.TBase;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TMessage;
import com.starrocks.shade.org.apache.thrift.protocol.TMessageType;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryBuffer;
import com.starrocks.thrift.TPrimitiveType;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TScanCloseResult;
import com.starrocks.thrift.TScanColumnDesc;
import com.starrocks.thrift.TScanOpenResult;
import com.starrocks.thrift.TStarrocksExternalService.close_scanner_result;
import com.starrocks.thrift.TStarrocksExternalService.get_next_result;
import com.starrocks.thrift.TStarrocksExternalService.open_scanner_result;
import com.starrocks.thrift.TStatus;
import com.starrocks.thrift.TStatusCode;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import io.github.nifistarrocks.client.scan.arrow.ArrowStreams;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import io.github.nifistarrocks.client.scan.socket.Deadline;
import io.github.nifistarrocks.client.scan.socket.PeerSocket;
import io.github.nifistarrocks.emulator.damage.Damage;
import io.github.nifistarrocks.emulator.damage.DamageFigures;
import io.github.nifistarrocks.emulator.damage.DamageTrial;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Replies that StarRocks' own Thrift library has written are read or refused however they are damaged. */
@Tag("proof-scanning")
class DamagedRepliesTest {

    /** A batch of few bytes can describe 50,000 fields, of which each needs a kilobyte. More are refused. */
    private static final long FIXED_BYTES = 64L * 1024 * 1024;
    private static final Deadline DEADLINE = Deadline.in(Duration.ofHours(1));
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final int COLUMNS = 2;

    private final DamageTrial trial = new DamageTrial(DamagedRepliesTest.class);

    @Test
    void damagedRepliesAreReadOrRefused() throws TException {
        assertReadOrRefused(trial.run(new DamageTrial.Material("replies to open_scanner", opened(), Damage.BINARY), DamageTrial.size(200_000, 6_000),
                (reply, origin) -> read(reply, DamagedRepliesTest::open)));
        assertReadOrRefused(trial.run(new DamageTrial.Material("replies to get_next", batches(), Damage.BINARY), DamageTrial.size(300_000, 6_000),
                (reply, origin) -> read(reply, DamagedRepliesTest::next)));
        assertReadOrRefused(trial.run(new DamageTrial.Material("replies to close_scanner", closed(), Damage.BINARY), DamageTrial.size(100_000, 3_000),
                (reply, origin) -> read(reply, DamagedRepliesTest::close)));
    }

    private static void assertReadOrRefused(final DamageFigures figures) {
        assertThat(figures.faults()).isEmpty();
        assertThat(figures.of("read")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.of("refused as PROTOCOL")).isGreaterThan(figures.cases() / 10);
        assertThat(figures.isWithin(FIXED_BYTES, 500)).as("memory in proportion to each message").isTrue();
    }

    private interface Call {
        String in(BackendConnection connection) throws StarRocksException;
    }

    private static String read(final byte[] reply, final Call call) {
        try (PeerSocket socket = new PeerSocket(() -> new ReplySocket(reply));
                BackendConnection connection = BackendConnection.open(socket, ADDRESS, DEADLINE)) {
            return call.in(connection);
        } catch (StarRocksException e) {
            return DamageTrial.refused(e.kind(), e);
        }
    }

    private static String open(final BackendConnection connection) throws StarRocksException {
        final ScannerCalls.Opened opened = receive(connection, ScannerCalls.OPEN, ScannerCalls::readOpened);
        return status(opened.status());
    }

    private static String next(final BackendConnection connection) throws StarRocksException {
        try (ArrowBatches batches = new ArrowBatches(COLUMNS); StreamBuffer rows = batches.newBuffer()) {
            final ScannerCalls.Batch batch = receive(connection, ScannerCalls.NEXT, protocol -> ScannerCalls.readBatch(protocol, rows));
            if (rows.length() > 0) {
                batches.accept(rows).forEach(ArrowBatch::close);
            }
            return status(batch.status());
        } catch (OutOfMemoryException e) {
            return DamageTrial.refused("more than the memory", e);
        }
    }

    private static String close(final BackendConnection connection) throws StarRocksException {
        return status(receive(connection, ScannerCalls.CLOSE, ScannerCalls::readClosed));
    }

    private static <T> T receive(final BackendConnection connection, final String method, final BackendConnection.Result<T> result) throws StarRocksException {
        connection.send(method, protocol -> ScannerCalls.writeClose(protocol, "context"), DEADLINE);
        return connection.receive(result, DEADLINE);
    }

    private static String status(final ScannerStatus status) {
        return status.isOk() ? "read" : DamageTrial.refused(status.toException().kind(), status.toException());
    }

    private static List<byte[]> opened() throws TException {
        final List<TScanColumnDesc> columns = List.of(new TScanColumnDesc().setName("id").setType(TPrimitiveType.BIGINT),
                new TScanColumnDesc().setName("name").setType(TPrimitiveType.VARCHAR), new TScanColumnDesc().setName("nested"));
        return List.of(
                reply(ScannerCalls.OPEN, new open_scanner_result().setSuccess(
                        new TScanOpenResult().setStatus(new TStatus(TStatusCode.OK)).setContext_id("context-1").setSelected_columns(columns))),
                reply(ScannerCalls.OPEN, new open_scanner_result().setSuccess(new TScanOpenResult()
                        .setStatus(new TStatus(TStatusCode.NOT_FOUND).setError_msgs(Collections.nCopies(20, "tablet 1 not found"))).setContext_id("c"))),
                refusal(ScannerCalls.OPEN));
    }

    private static List<byte[]> batches() throws TException {
        return List.of(
                reply(ScannerCalls.NEXT, new get_next_result().setSuccess(
                        new TScanBatchResult().setStatus(new TStatus(TStatusCode.OK)).setEos(false).setRows(ArrowStreams.idAndName(0, 20)))),
                reply(ScannerCalls.NEXT, new get_next_result().setSuccess(new TScanBatchResult().setStatus(new TStatus(TStatusCode.OK)).setEos(true))),
                reply(ScannerCalls.NEXT, new get_next_result().setSuccess(
                        new TScanBatchResult().setStatus(new TStatus(TStatusCode.INTERNAL_ERROR).setError_msgs(List.of("Unknown logical type(19)"))))),
                refusal(ScannerCalls.NEXT));
    }

    private static List<byte[]> closed() throws TException {
        return List.of(reply(ScannerCalls.CLOSE, new close_scanner_result().setSuccess(new TScanCloseResult().setStatus(new TStatus(TStatusCode.OK)))),
                reply(ScannerCalls.CLOSE, new close_scanner_result().setSuccess(
                        new TScanCloseResult().setStatus(new TStatus(TStatusCode.NOT_FOUND).setError_msgs(List.of("context not found"))))),
                refusal(ScannerCalls.CLOSE));
    }

    private static byte[] reply(final String method, final TBase<?, ?> result) throws TException {
        return message(new TMessage(method, TMessageType.REPLY, 1), result::write);
    }

    private static byte[] refusal(final String method) throws TException {
        return message(new TMessage(method, TMessageType.EXCEPTION, 1),
                new TApplicationException(TApplicationException.INTERNAL_ERROR, "the method failed")::write);
    }

    private interface Body {
        void write(TProtocol protocol) throws TException;
    }

    private static byte[] message(final TMessage message, final Body body) throws TException {
        final TMemoryBuffer bytes = new TMemoryBuffer(1024);
        final TProtocol protocol = new TBinaryProtocol(bytes);
        protocol.writeMessageBegin(message);
        body.write(protocol);
        protocol.writeMessageEnd();
        return Arrays.copyOf(bytes.getArray(), bytes.length());
    }
}
