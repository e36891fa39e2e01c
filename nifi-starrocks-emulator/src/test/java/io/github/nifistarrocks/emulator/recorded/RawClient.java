package io.github.nifistarrocks.emulator.recorded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import javax.net.SocketFactory;

import io.github.nifistarrocks.emulator.net.SelfSignedCertificate;

/** Sends a recorded request byte by byte as it was, on a connection of its own. */
final class RawClient {

    private final URI server;
    private final SocketFactory sockets;

    RawClient(final URI server) {
        this.server = server;
        this.sockets = SocketFactory.getDefault();
    }

    /** @param certificate for https */
    RawClient(final URI server, final SelfSignedCertificate certificate) {
        this.server = server;
        this.sockets = "https".equals(server.getScheme()) ? certificate.client().getSocketFactory() : SocketFactory.getDefault();
    }

    Reply send(final Recording recording) throws IOException {
        try (Socket socket = sockets.createSocket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            final OutputStream out = socket.getOutputStream();
            final StringBuilder head = new StringBuilder(recording.requestLine()).append("\r\n");
            for (final String header : recording.requestHeaders()) {
                head.append(header.startsWith("Host:") ? "Host: " + server.getAuthority() : header).append("\r\n");
            }
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            if (!recording.waitsForContinue()) {
                out.write(recording.requestBody().getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            final Reply reply = read(socket.getInputStream(), recording.isHead());
            if (reply.status() != 100) {
                return reply;
            }
            out.write(recording.requestBody().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return read(socket.getInputStream(), false);
        }
    }

    private static Reply read(final InputStream in, final boolean headOnly) throws IOException {
        final int status = Integer.parseInt(line(in).split(" ")[1]);
        final Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            final int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        final int length = headOnly ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Reply(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(final InputStream in) throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("The reply ends inside its head: " + line.toString(StandardCharsets.UTF_8));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
