package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TSocket;

/**
 * The Thrift port of a BE, with libthrift's protocol and socket. Serves its batches in order, each once, and then the end of the scan. Replies added by
 * {@link #answer} come first.
 */
final class ScriptedBackend implements AutoCloseable {

    static final String CONTEXT = "8d0f3f0e-0000-4000-8000-000000000001";

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final Deque<byte[]> batches = new ArrayDeque<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final HostPort address = new HostPort("127.0.0.1", listener.getLocalPort());
    private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);
    private Optional<ClosedPort> closedPort = Optional.empty();

    ScriptedBackend(final byte[]... batches) throws IOException {
        this.batches.addAll(List.of(batches));
        acceptor.start();
    }

    /**
     * A request.
     *
     * @param connection 1 for the first that was accepted
     * @param params field id to value
     */
    record Call(String method, int connection, Map<Integer, Object> params) {}

    /** Writes the reply to one request. */
    @FunctionalInterface
    interface Answer {
        void write(Exchange exchange) throws TException, IOException;
    }

    /** One request without a reply yet. */
    record Exchange(TMessage message, TProtocol protocol, Socket socket) {

        void reply(final Body body) throws TException {
            reply(message.seqid, body);
        }

        void reply(final int sequence, final Body body) throws TException {
            protocol.writeMessageBegin(new TMessage(message.name, (byte) 2, sequence));
            protocol.writeFieldBegin(new TField("", TType.STRUCT, (short) 0));
            body.write(protocol);
            protocol.writeFieldStop();
            protocol.writeFieldStop();
            protocol.getTransport().flush();
        }
    }

    /** Fields of a result. */
    @FunctionalInterface
    interface Body {
        void write(TProtocol protocol) throws TException;
    }

    HostPort address() {
        return address;
    }

    ScriptedBackend answer(final String method, final Answer answer) {
        synchronized (answers) {
            answers.computeIfAbsent(method, key -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call> calls(final String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    int openScanners() {
        return open.size();
    }

    int connections() {
        return connections.get();
    }

    static Answer status(final int code, final String... messages) {
        return exchange -> exchange.reply(protocol -> writeStatus(protocol, code, messages));
    }

    static Answer rows(final byte[] rows) {
        return exchange -> exchange.reply(protocol -> writeBatch(protocol, false, rows));
    }

    static Answer endOfScan() {
        return exchange -> exchange.reply(protocol -> writeBatch(protocol, true, null));
    }

    static void writeStatus(final TProtocol protocol, final int code, final String... messages) throws TException {
        protocol.writeFieldBegin(new TField("", TType.STRUCT, (short) 1));
        protocol.writeFieldBegin(new TField("", TType.I32, (short) 1));
        protocol.writeI32(code);
        if (messages.length > 0) {
            protocol.writeFieldBegin(new TField("", TType.LIST, (short) 2));
            protocol.writeListBegin(new TList(TType.STRING, messages.length));
            for (final String message : messages) {
                protocol.writeString(message);
            }
        }
        protocol.writeFieldStop();
    }

    static void writeOpened(final TProtocol protocol, final String... columns) throws TException {
        protocol.writeFieldBegin(new TField("", TType.STRING, (short) 2));
        protocol.writeString(CONTEXT);
        protocol.writeFieldBegin(new TField("", TType.LIST, (short) 3));
        protocol.writeListBegin(new TList(TType.STRUCT, columns.length));
        for (final String column : columns) {
            protocol.writeFieldBegin(new TField("", TType.STRING, (short) 1));
            protocol.writeString(column.substring(0, column.indexOf(':')));
            protocol.writeFieldBegin(new TField("", TType.I32, (short) 2));
            protocol.writeI32(Integer.parseInt(column.substring(column.indexOf(':') + 1)));
            protocol.writeFieldStop();
        }
    }

    static void writeBatch(final TProtocol protocol, final boolean endOfScan, final byte[] rows) throws TException {
        writeStatus(protocol, 0);
        protocol.writeFieldBegin(new TField("", TType.BOOL, (short) 2));
        protocol.writeBool(endOfScan);
        if (rows != null) {
            protocol.writeFieldBegin(new TField("", TType.STRING, (short) 3));
            protocol.writeBinary(ByteBuffer.wrap(rows));
        }
    }

    private void accept() {
        try {
            while (true) {
                final Socket socket = listener.accept();
                sockets.add(socket);
                final int connection = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, connection));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private void serve(final Socket socket, final int connection) {
        try (socket) {
            final TProtocol protocol = new TBinaryProtocol(new TSocket(socket), true, true);
            while (true) {
                final TMessage message = protocol.readMessageBegin();
                @SuppressWarnings("unchecked")
                final Map<Integer, Object> params = (Map<Integer, Object>) readStruct(protocol).get(1);
                if (message.name.equals(ScannerCalls.OPEN)) {
                    open.add(CONTEXT);
                } else if (message.name.equals(ScannerCalls.CLOSE)) {
                    open.remove((String) params.get(1));
                }
                calls.add(new Call(message.name, connection, params));
                next(message.name).write(new Exchange(message, protocol, socket));
            }
        } catch (TException | IOException e) {
            // The client has gone.
        }
    }

    private Answer next(final String method) {
        synchronized (answers) {
            final Deque<Answer> scripted = answers.getOrDefault(method, new ArrayDeque<>());
            if (!scripted.isEmpty()) {
                return scripted.remove();
            }
            return switch (method) {
                case ScannerCalls.OPEN -> exchange -> exchange.reply(protocol -> {
                    writeStatus(protocol, 0);
                    writeOpened(protocol, "id:6", "name:15");
                });
                case ScannerCalls.NEXT -> batches.isEmpty() ? endOfScan() : rows(batches.remove());
                default -> status(0);
            };
        }
    }

    private static Map<Integer, Object> readStruct(final TProtocol protocol) throws TException {
        final Map<Integer, Object> fields = new HashMap<>();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            fields.put((int) field.id, readValue(protocol, field.type));
        }
        return fields;
    }

    private static Object readValue(final TProtocol protocol, final byte type) throws TException {
        return switch (type) {
            case TType.STRING -> protocol.readString();
            case TType.I16 -> protocol.readI16();
            case TType.I32 -> protocol.readI32();
            case TType.I64 -> protocol.readI64();
            case TType.STRUCT -> readStruct(protocol);
            case TType.LIST -> {
                final TList list = protocol.readListBegin();
                final List<Object> values = new ArrayList<>();
                for (int index = 0; index < list.size; index++) {
                    values.add(readValue(protocol, list.elemType));
                }
                yield values;
            }
            default -> throw new TException("Unexpected type " + type);
        };
    }

    /** Closes all connections and refuses new ones, until {@link #close}. */
    void stop() throws IOException, InterruptedException {
        close();
        acceptor.join();
        closedPort = Optional.of(ClosedPort.at(new InetSocketAddress(address.host(), address.port())));
    }

    @Override
    public void close() throws IOException {
        closedPort.ifPresent(ClosedPort::close);
        listener.close();
        for (final Socket socket : sockets) {
            socket.close();
        }
    }
}
