package io.github.nifistarrocks.emulator.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.transport.TIOStreamTransport;
import com.starrocks.thrift.TScanBatchResult;
import com.starrocks.thrift.TScanCloseParams;
import com.starrocks.thrift.TStarrocksExternalService;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Replies that no BE sends, byte by byte: of {@code close_scanner}, whose reply has no value but the name of the method, and of batches. */
class HostileRepliesTest {

    private static final int PREFIX = 4;
    private static final int NAME = "close_scanner".length();

    private final ScanCluster cluster = new ScanCluster();

    @AfterEach
    void closeCluster() {
        cluster.faults().clear();
        cluster.close();
    }

    @Test
    void replyWithoutFaultsIsThatOfTheOfficialLibrary() throws IOException {
        final byte[] reply = replyToClose(PREFIX + Integer.BYTES + NAME);

        assertThat(reply).startsWith(0x80, 0x01, 0, 2, 0, 0, 0, NAME).endsWith("close_scanner".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void lengthOfTheNameIsReplaced() throws IOException {
        inject(RequestKind.CLOSE_SCANNER, new Fault.WrongLength(0, Integer.MIN_VALUE));

        assertThat(ByteBuffer.wrap(replyToClose(PREFIX + Integer.BYTES)).getInt(PREFIX)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void lengthOfRowsIsReplacedInOneReply() throws TException {
        final Table table = table();
        final String plan = cluster.plan(table, "select id from demo.t").get("opaqued_query_plan").asText();
        try (ScanClient client = cluster.connect(0)) {
            final String context = client.open(plan, List.of(table.tablets().getFirst().id()), 10).getContext_id();
            inject(RequestKind.GET_NEXT, new Fault.WrongLength(1, -1));

            assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TException.class).hasMessageContaining("-1");
        }
    }

    @Test
    void valueGoesOnUntilTheClientIsGone() throws IOException {
        inject(RequestKind.CLOSE_SCANNER, new Fault.EndlessValue(0));

        final byte[] reply = replyToClose(5_000_000);

        assertThat(ByteBuffer.wrap(reply).getInt(PREFIX)).isEqualTo(Integer.MAX_VALUE);
        assertThat(reply[reply.length - 1]).isZero();
    }

    @Test
    void unknownStructsAreNested() throws IOException {
        inject(RequestKind.CLOSE_SCANNER, new Fault.NestedStructs(3));

        final byte[] reply = replyToClose(PREFIX + Integer.BYTES + NAME + Integer.BYTES + 12);

        assertThat(ByteBuffer.wrap(reply).slice(reply.length - 12, 12)).isEqualTo(ByteBuffer.wrap(new byte[] {12, 0, 99, 12, 0, 99, 12, 0, 99, 0, 0, 0}));
    }

    @Test
    void statusHasManyMessages() throws TException {
        inject(RequestKind.GET_NEXT, new Fault.ScanMessages(6, "no", 100_000));

        try (ScanClient client = cluster.connect(0)) {
            assertThat(client.next("any", 0).getStatus().getError_msgs()).hasSize(100_000).containsOnly("no");
        }
    }

    @Test
    void rowsAreOtherBytesWhileTheOffsetMoves() throws TException {
        final Table table = table();
        final String plan = cluster.plan(table, "select id from demo.t").get("opaqued_query_plan").asText();
        try (ScanClient client = cluster.connect(0)) {
            final String context = client.open(plan, List.of(table.tablets().getFirst().id()), 10).getContext_id();
            inject(RequestKind.GET_NEXT, new Fault.OtherRows(rows -> new byte[] {(byte) rows.length, 1}));

            final TScanBatchResult batch = client.next(context, 0);

            assertThat(batch.getRows()).hasSize(2).endsWith(1);
            assertThat(client.next(context, 10).isSetRows()).isTrue();
        }
    }

    @Test
    void connectionIsNotRead() throws IOException {
        final FaultRule rule = inject(RequestKind.SCAN_CONNECTION, new Fault.Delay(Duration.ofMinutes(5)));

        try (Socket socket = connect()) {
            sendClose(socket);
            socket.setSoTimeout(200);

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(rule.hits()).isEqualTo(1);
            socket.setSoTimeout(20_000);
            cluster.faults().release();
            assertThat(socket.getInputStream().read()).isEqualTo(0x80);
        }
    }

    @Test
    void connectionIsReset() throws IOException {
        inject(RequestKind.SCAN_CONNECTION, new Fault.ResetBeforeBody());

        try (Socket socket = connect()) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
        assertThat(replyToClose(1)).isNotEmpty();
    }

    private FaultRule inject(final RequestKind kind, final Fault fault) {
        return cluster.faults().on(kind).times(1).inject(fault);
    }

    private Table table() {
        final Table table = cluster.create(TableDefinition.duplicate(new TableName("demo", "t"), List.of(Column.of("id", ColumnType.of(TypeKind.INT))))
                .withReplicas(3));
        cluster.load(table, IntStream.range(0, 100).mapToObj(id -> new Object[] {id}).toList());
        return table;
    }

    private Socket connect() throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port(0));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The first bytes of the reply. */
    private byte[] replyToClose(final int bytes) throws IOException {
        try (Socket socket = connect(); InputStream in = socket.getInputStream()) {
            sendClose(socket);
            return in.readNBytes(bytes);
        }
    }

    private static void sendClose(final Socket socket) throws IOException {
        final ByteArrayOutputStream request = new ByteArrayOutputStream();
        try {
            new TStarrocksExternalService.Client(new TBinaryProtocol(new TIOStreamTransport(request))).send_close_scanner(new TScanCloseParams());
        } catch (TException e) {
            throw new IOException(e);
        }
        socket.getOutputStream().write(request.toByteArray());
    }
}
