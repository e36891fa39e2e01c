package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;

import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TTransportException;

/**
 * One connection to a BE's thrift port: strict binary protocol, unframed, one call at a time. Sending a request and receiving its reply are two
 * steps, so that the BE works while the caller does. Whatever breaks a call but an answer of the BE closes the connection: a late reply must never
 * be taken for that of the next call.
 */
final class BackendConnection implements AutoCloseable {

    private static final long LONGEST_STRING = 16L * 1024 * 1024;
    private static final long LONGEST_LIST = 1_000_000;

    private final Socket socket;
    private final SocketTransport transport;
    private final TProtocol protocol;
    private int sequence;
    private String outstanding = "";

    private BackendConnection(final Socket socket) throws IOException {
        this.socket = socket;
        transport = new SocketTransport(socket);
        protocol = new TBinaryProtocol(transport, LONGEST_STRING, LONGEST_LIST, true, true);
    }

    /**
     * Connects.
     *
     * @param socket not connected yet; another thread may close it at any time to break off what goes on here
     */
    static BackendConnection open(final Socket socket, final InetSocketAddress address, final int timeoutMillis) throws ScanFault {
        try {
            if (address.isUnresolved()) {
                throw new UnknownHostException(address.getHostString());
            }
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(address, timeoutMillis);
            return new BackendConnection(socket);
        } catch (UnknownHostException e) {
            throw new ScanFault(Kind.UNAVAILABLE, "the host name cannot be resolved here. Add a rule to the address map or to the DNS.", e);
        } catch (IOException e) {
            throw new ScanFault(Kind.UNAVAILABLE, "no connection (%s). Is the BE up, and is its thrift port (be_port, 9060) reachable from here?"
                    .formatted(e.getMessage()), e);
        }
    }

    /** Writes the arguments of a call. */
    @FunctionalInterface
    interface Arguments {
        void write(TProtocol protocol) throws TException;
    }

    /** Reads the result of a call. */
    @FunctionalInterface
    interface Result<T> {
        T read(TProtocol protocol) throws TException;
    }

    /** True when a call can be made: nothing has gone wrong and no reply is owed. */
    boolean isIdle() {
        return outstanding.isEmpty() && !socket.isClosed();
    }

    /** The address in numbers, so that a second connection needs no name service. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    void send(final String method, final Arguments arguments) throws ScanFault {
        if (!isIdle()) {
            throw new IllegalStateException("The connection is broken or owes the reply to [%s]".formatted(outstanding));
        }
        outstanding = method;
        try {
            protocol.writeMessageBegin(new TMessage(method, TMessageType.CALL, ++sequence));
            arguments.write(protocol);
            protocol.writeMessageEnd();
            transport.flush();
        } catch (TException e) {
            throw broken(e);
        }
    }

    <T> T receive(final Result<T> result, final Deadline deadline) throws ScanFault {
        transport.readUntil(deadline);
        try {
            final TMessage message = protocol.readMessageBegin();
            if (message.seqid != sequence || !message.name.equals(outstanding)) {
                throw new TProtocolException(TProtocolException.INVALID_DATA,
                        "the reply to another call, [%s] number %d".formatted(message.name, message.seqid));
            }
            if (message.type == TMessageType.EXCEPTION) {
                final TApplicationException refusal = TApplicationException.readFrom(protocol);
                outstanding = "";
                throw refused(refusal);
            }
            if (message.type != TMessageType.REPLY) {
                throw new TProtocolException(TProtocolException.INVALID_DATA, "a message of type %d".formatted(message.type));
            }
            final T value = readSuccess(result);
            outstanding = "";
            return value;
        } catch (TException e) {
            throw broken(e);
        }
    }

    private <T> T readSuccess(final Result<T> result) throws TException {
        T value = null;
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 0 && field.type == TType.STRUCT) {
                value = result.read(protocol);
            } else {
                ScannerCalls.skip(protocol, field.type);
            }
        }
        if (value == null) {
            throw new TProtocolException(TProtocolException.INVALID_DATA, "a reply without a result");
        }
        return value;
    }

    private static ScanFault refused(final TApplicationException refusal) {
        return switch (refusal.getType()) {
            case TApplicationException.INTERNAL_ERROR, TApplicationException.MISSING_RESULT ->
                new ScanFault(Kind.UNAVAILABLE, "the BE failed to answer (%s). Start again on another replica.".formatted(refusal.getMessage()), refusal);
            default -> new ScanFault(Kind.PROTOCOL, "the server refused the call (%s). Is this the thrift port of a BE (be_port, 9060)?"
                    .formatted(refusal.getMessage()), refusal);
        };
    }

    private ScanFault broken(final TException e) {
        close();
        if (e instanceof TTransportException trouble) {
            return switch (trouble.getType()) {
                case TTransportException.TIMED_OUT ->
                    new ScanFault(Kind.UNAVAILABLE, "no answer in time. Raise the query timeout or take fewer tablets at a time.", e);
                case TTransportException.END_OF_FILE ->
                    new ScanFault(Kind.UNAVAILABLE, "the BE closed the connection. Start again on another replica.", e);
                default -> new ScanFault(Kind.UNAVAILABLE, "the connection broke (%s). Start again on another replica.".formatted(e.getMessage()), e);
            };
        }
        return new ScanFault(Kind.PROTOCOL, "the answer cannot be understood (%s). Is this the thrift port of a BE (be_port, 9060)?"
                .formatted(e.getMessage()), e);
    }

    @Override
    public void close() {
        transport.close();
    }
}
