package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.socket.BoundedProtocol;
import io.github.nifistarrocks.client.scan.socket.Deadline;
import io.github.nifistarrocks.client.scan.socket.PeerSocket;
import io.github.nifistarrocks.client.scan.socket.SocketTransport;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TTransportException;

/**
 * One connection to the Thrift port of a BE: strict binary protocol, unframed, one call at a time. Sending a request and receiving its reply are
 * separate steps, so that BE and caller work at the same time. Every failure except an error reply closes the connection: a late reply must not be
 * read as the reply to the next call.
 *
 * <p>The messages of its exceptions contain the cause only, in lower case: the caller adds which call of which scan failed.
 */
final class BackendConnection implements AutoCloseable {

    private static final int MAX_SHOWN_LENGTH = 1000;

    private final PeerSocket socket;
    private final SocketTransport transport;
    private final TProtocol protocol;
    private int sequence;
    private String outstanding = "";

    private BackendConnection(final PeerSocket socket) throws IOException {
        this.socket = socket;
        transport = socket.transport();
        protocol = new BoundedProtocol(transport);
    }

    /**
     * Looks the host up and connects.
     *
     * @param socket not connected yet; another thread may close it at any time to end the call in progress
     * @throws CallCancelledException when the thread is interrupted, or the socket is closed, during the lookup
     */
    static BackendConnection open(final PeerSocket socket, final HostPort server, final HostResolver resolver, final Deadline deadline)
            throws StarRocksException, CallCancelledException {
        try {
            socket.connect(server, resolver, deadline);
            return new BackendConnection(socket);
        } catch (UnknownHostException e) {
            throw new StarRocksException(Kind.UNAVAILABLE,
                    "the host name cannot be resolved (%s). Add a rule to the address map or to the DNS.".formatted(e.getMessage()), e);
        } catch (IOException e) {
            throw noConnection(e);
        }
    }

    /** A further connection to the server of another one, without a lookup. */
    static BackendConnection open(final PeerSocket socket, final InetSocketAddress address, final Deadline deadline) throws StarRocksException {
        try {
            socket.connect(List.of(address), deadline);
            return new BackendConnection(socket);
        } catch (IOException e) {
            throw noConnection(e);
        }
    }

    private static StarRocksException noConnection(final IOException e) {
        return new StarRocksException(Kind.UNAVAILABLE,
                "no connection (%s). Check that the BE is up and that its Thrift port (be_port, 9060) is reachable from this host."
                        .formatted(e.getMessage()),
                e);
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

    /** True when a call can be made: no call has failed, and no reply is outstanding. */
    boolean isIdle() {
        return outstanding.isEmpty() && !socket.isClosed();
    }

    /** The resolved address, so that a second connection needs no name service. */
    InetSocketAddress address() {
        return socket.address();
    }

    void send(final String method, final Arguments arguments, final Deadline deadline) throws StarRocksException {
        if (!outstanding.isEmpty()) {
            throw new IllegalStateException("The connection is broken or waits for the reply to [%s]".formatted(outstanding));
        }
        outstanding = method;
        transport.until(deadline);
        try {
            protocol.writeMessageBegin(new TMessage(method, TMessageType.CALL, ++sequence));
            arguments.write(protocol);
            protocol.writeMessageEnd();
            transport.flush();
        } catch (TException e) {
            throw broken(e);
        }
    }

    <T> T receive(final Result<T> result, final Deadline deadline) throws StarRocksException {
        transport.until(deadline);
        try {
            final TMessage message = protocol.readMessageBegin();
            if (message.seqid != sequence || !message.name.equals(outstanding)) {
                throw new TProtocolException(TProtocolException.INVALID_DATA,
                        "the reply to another call, [%s] number %d".formatted(shown(message.name), message.seqid));
            }
            if (message.type == TMessageType.EXCEPTION) {
                final TApplicationException refusal = ScannerCalls.readRefusal(protocol);
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
        Optional<T> value = Optional.empty();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            if (field.id == 0 && field.type == TType.STRUCT) {
                value = Optional.of(result.read(protocol));
            } else {
                ScannerCalls.skip(protocol, field.type);
            }
        }
        return value.orElseThrow(() -> new TProtocolException(TProtocolException.INVALID_DATA, "a reply without a result"));
    }

    private static StarRocksException refused(final TApplicationException refusal) {
        return switch (refusal.getType()) {
            case TApplicationException.INTERNAL_ERROR, TApplicationException.MISSING_RESULT ->
                new StarRocksException(Kind.UNAVAILABLE, "the BE failed to reply (%s). Start again on another replica.".formatted(shown(refusal.getMessage())),
                        refusal);
            default ->
                new StarRocksException(Kind.PROTOCOL, "the server refused the call (%s). Check that the address is the Thrift port of a BE (be_port, 9060)."
                        .formatted(shown(refusal.getMessage())), refusal);
        };
    }

    private StarRocksException broken(final TException e) {
        close();
        if (e instanceof final TTransportException failure) {
            return switch (failure.getType()) {
                case TTransportException.TIMED_OUT ->
                    new StarRocksException(Kind.UNAVAILABLE, "no reply in time. " + adviceOnTimeout(), e);
                case TTransportException.END_OF_FILE ->
                    new StarRocksException(Kind.UNAVAILABLE, "the BE closed the connection. Start again on another replica.", e);
                default ->
                    new StarRocksException(Kind.UNAVAILABLE, "the connection broke (%s). Start again on another replica.".formatted(shown(e.getMessage())), e);
            };
        }
        return new StarRocksException(Kind.PROTOCOL, "the reply is malformed (%s). Check that the address is the Thrift port of a BE (be_port, 9060)."
                .formatted(shown(e.getMessage())), e);
    }

    /** The beginning of a text of the BE, which may have megabytes or be missing. */
    private static String shown(final String text) {
        return ErrorText.truncate(String.valueOf(text), MAX_SHOWN_LENGTH);
    }

    private String adviceOnTimeout() {
        return outstanding.equals(ScannerCalls.OPEN)
                ? "The BE hangs, or is too busy to open a scanner within the response timeout. Start again on another replica."
                : "Raise the query timeout, or read fewer tablets at a time.";
    }

    @Override
    public void close() {
        transport.close();
    }
}
