package io.github.nifistarrocks.emulator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The connection handling of recordings 600 to 618, byte by byte. */
class HttpServerTest {

    private static final String AUTHORIZATION = "Authorization: Basic cm9vdDo=\r\n";

    private StarRocksEmulator emulator;
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        emulator = StarRocksEmulator.start();
        final URI frontend = emulator.frontendUrls().getFirst();
        socket = new Socket(frontend.getHost(), frontend.getPort());
        socket.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        emulator.close();
    }

    @Test
    void streamLoadIsRedirectedWithoutContinueAndTheConnectionIsClosed() throws IOException {
        send("PUT /api/d/t/_stream_load HTTP/1.1\r\n" + AUTHORIZATION + "expect: 100-continue\r\nCONTENT-LENGTH: 44\r\n\r\n");

        assertThat(readToEnd()).startsWith("HTTP/1.1 307 Temporary Redirect\r\ncontent-length: 0\r\nlocation: http://").endsWith("connection: close\r\n\r\n");
    }

    @Test
    void answerIsReadableForAClientThatDoesNotWait() throws IOException {
        send("PUT /api/d/t/_stream_load HTTP/1.1\r\n" + AUTHORIZATION + "Content-Length: 8388608\r\n\r\n");
        try {
            send("x".repeat(8_388_608));
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
        }

        assertThat(readHead()).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void nextRequestIsTakenForTheBodyThatWasAnnouncedButNotSent() throws IOException {
        send("PUT /api/d/t/_stream_load HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 44\r\n\r\n");
        assertThat(readReply()).startsWith("HTTP/1.1 401 Unauthorized").contains("connection: keep-alive");

        send("GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:8030\r\n\r\n");
        assertThat(readToEnd()).startsWith("HTTP/1.1 400 Bad Request\r\n").endsWith("Bad Request. <br/> text is empty (possibly HTTP/0.9)");
    }

    @Test
    void connectionIsReusableWhenTheBodyWasSent() throws IOException {
        send("PUT /api/d/t/_stream_load HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n1\ta\n");
        assertThat(readReply()).startsWith("HTTP/1.1 401 Unauthorized");

        send("GET /api/health HTTP/1.1\r\n\r\n");
        assertThat(readReply()).contains("\"online_backend_num\":3");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        send("GET /api/health HTTP/1.1\r\n\r\nGET /api/bootstrap HTTP/1.1\r\n\r\n");

        assertThat(readReply()).contains("online_backend_num");
        assertThat(readReply()).contains("replayedJournalId");
    }

    @Test
    void longHeadsAreRefused() throws IOException {
        send("GET /api/health HTTP/1.1\r\ncolumns: " + "c,".repeat(20_000) + "\r\n\r\n");

        assertThat(readReply()).startsWith("HTTP/1.1 400 Bad Request").endsWith("HTTP header is larger than 32768 bytes.");
    }

    @Test
    void longPostBodiesAreRefused() throws IOException {
        send("POST /api/d/t/_query_plan HTTP/1.1\r\n" + AUTHORIZATION + "Content-Length: 7340032\r\n\r\n" + "x".repeat(7_340_032));

        assertThat(readReply()).isEqualTo("HTTP/1.1 413 Request Entity Too Large\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void chunkedBodiesAreReadToTheirEnd() throws IOException {
        emulator.execute("CREATE DATABASE d; CREATE TABLE d.t (k INT, v STRING) DUPLICATE KEY(k)");
        try (Socket backend = new Socket(emulator.backends().getFirst().host(), emulator.backends().getFirst().httpPort())) {
            backend.setSoTimeout(10_000);
            backend.getOutputStream().write(("PUT /api/d/t/_stream_load HTTP/1.1\r\n" + AUTHORIZATION
                    + "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n1\ta\n"
                    + "\r\n2\r\n2\t\r\nA\r\nb\n3\tc\n4\td\n\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(reply(backend)).contains("\"NumberLoadedRows\": 4", "\"LoadBytes\": 16");
        }
    }

    private void send(final String text) throws IOException {
        final OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String readHead() throws IOException {
        return head(socket.getInputStream());
    }

    private String readReply() throws IOException {
        return reply(socket);
    }

    private static String reply(final Socket from) throws IOException {
        final String head = head(from.getInputStream());
        final String length = head.toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return head + new String(from.getInputStream().readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    private static String head(final InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            final int b = in.read();
            assertThat(b).isNotNegative();
            head.append((char) b);
        }
        return head.toString();
    }
}
