package io.github.nifistarrocks.emulator.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One request and its reply, with control over the connection. */
public final class HttpExchange {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NOT_TRUNCATED = Integer.MAX_VALUE;
    private static final int REPEATED_BYTES = 8192;

    private final Socket socket;
    private final HttpRequest request;
    private final BodyInputStream body;
    private final OutputStream out;
    private boolean continued;
    private boolean responded;
    private boolean ended;
    private int truncateAt = NOT_TRUNCATED;
    private BooleanSupplier replyGate = () -> true;
    private byte[] collected;
    private final Map<Class<?>, Object> attachments = new HashMap<>();

    HttpExchange(final Socket socket, final HttpRequest request, final BufferedInputStream in) throws IOException {
        this.socket = socket;
        this.request = request;
        this.out = socket.getOutputStream();
        this.body = BodyInputStream.of(request, in);
    }

    public HttpRequest request() {
        return request;
    }

    /** The address of the client, as text. */
    public String remoteHost() {
        return socket.getInetAddress().getHostAddress();
    }

    /** The request's body; once it is collected, a fresh stream over the collected bytes. Reading it does not send 100 Continue. */
    public InputStream body() {
        return collected == null ? body : new ByteArrayInputStream(collected);
    }

    /** The number of bytes of the body that were read. */
    public long bodyBytes() {
        return body.count();
    }

    /** Sends 100 Continue to a client that waits for it; does nothing for other clients, and nothing the second time. */
    public void sendContinue() throws IOException {
        if (request.expectsContinue() && !continued) {
            continued = true;
            out.write(CONTINUE);
            out.flush();
        }
    }

    /** Ends the reply, head included, and the connection after this number of bytes. */
    public void truncateReplyAfter(final int bytes) {
        truncateAt = bytes;
    }

    /** After this number of bytes, reading the body throws {@link ConnectionResetException}; the caller then resets the connection. */
    public void failBodyAfter(final long bytes) {
        body.failAfter(bytes);
    }

    /** @param gate called right before the reply is sent; returns false when it has closed the connection instead */
    public void guardReply(final BooleanSupplier gate) {
        replyGate = gate;
    }

    /** Keeps a value for later handlers. */
    public <T> void attach(final Class<T> type, final T value) {
        attachments.put(type, value);
    }

    public <T> Optional<T> attachment(final Class<T> type) {
        return Optional.ofNullable(attachments.get(type)).map(type::cast);
    }

    /**
     * Reads the whole body, for {@link #collectedBody}.
     *
     * @return false when it is longer than the limit; then it is not read to its end
     */
    public boolean collectBody(final int limit) throws IOException {
        collected = body.readNBytes(limit + 1);
        return collected.length <= limit;
    }

    /** The text of a body that was collected before; empty otherwise. */
    public String collectedBody() {
        return collected == null ? "" : new String(collected, StandardCharsets.UTF_8);
    }

    public void respond(final HttpResponse response) throws IOException {
        if (responded) {
            throw new IllegalStateException("Already answered: " + request.target());
        }
        responded = true;
        if (!replyGate.getAsBoolean()) {
            return;
        }
        final byte[] head = response.head();
        final byte[] content = "HEAD".equals(request.method()) ? new byte[0] : response.body();
        final byte[] reply = new byte[head.length + content.length];
        System.arraycopy(head, 0, reply, 0, head.length);
        System.arraycopy(content, 0, reply, head.length, content.length);
        out.write(reply, 0, Math.min(truncateAt, reply.length));
        out.flush();
        ended = response.close() || truncateAt < reply.length || request.asksToClose();
    }

    /** Sends the start, and then repeats a text until the connection breaks. */
    public void respondWithoutEnd(final String start, final String repeated) throws IOException {
        responded = true;
        ended = true;
        out.write(start.getBytes(StandardCharsets.UTF_8));
        final byte[] block = repeated.repeat(1 + REPEATED_BYTES / repeated.length()).getBytes(StandardCharsets.UTF_8);
        while (!socket.isClosed()) {
            out.write(block);
        }
    }

    /** Ends the connection with a TCP reset. */
    public void reset() {
        responded = true;
        ended = true;
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isResponded() {
        return responded;
    }

    boolean isEnded() {
        return ended;
    }

    void drainBody() throws IOException {
        final byte[] buffer = new byte[65536];
        while (!body.isAtEnd() && body.read(buffer, 0, buffer.length) >= 0) {
            continue;
        }
    }
}
