package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.http.HttpTransport.Upload;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a server sees of an upload, byte by byte. */
class UploadTest {

    /** Never reached, however busy the machine is. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    private final ScriptedServer server = new ScriptedServer();
    private final CallScope scope = new CallScope();
    private HttpTransport transport;

    @BeforeEach
    void open() throws IOException {
        server.start();
        transport = new HttpTransport(StarRocksClientConfig.builder(List.of(server.url())).credentials("user", "secret")
                .responseTimeout(LONG).continueTimeout(Duration.ofMillis(300)).build(), new HostResolver());
    }

    @AfterEach
    void close() throws IOException {
        transport.close();
        server.close();
    }

    @Test
    void bodyIsSentOnceTheServerAsksForIt() throws Exception {
        server.serve(connection -> {
            assertThat(connection.readHead()).contains("Expect: 100-continue").contains("Transfer-Encoding: chunked")
                    .contains("Authorization: Basic dXNlcjpzZWNyZXQ=");
            connection.write(CONTINUE);
            assertThat(connection.readUntil("0\r\n\r\n")).contains("some rows");
            connection.write(OK);
        });

        final UploadReply answer = upload(out -> out.write("some rows".getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.body()).isEqualTo(BodyState.SENT);
        assertThat(answer.reply().status()).isEqualTo(200);
        server.verify();
    }

    @Test
    void refusalBeforeTheBodyCostsNoUpload() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(OK);
            assertThat(connection.readToEnd()).isEmpty();
        });

        final UploadReply answer = upload(out -> {
            throw new AssertionError("The body was asked for");
        });

        assertThat(answer.body()).isEqualTo(BodyState.NOT_SENT);
        server.verify();
    }

    /** The HTTP client fails with a NullPointerException when it is cancelled between two steps of a connection. */
    @Test
    void whateverFailsAfterACancelIsACancelledCall() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(OK);
        });

        assertThatExceptionOfType(CallCancelledException.class)
                .isThrownBy(() -> transport.exchange(server.url(), HttpCall.get("/api/health"), scope, (head, body) -> {
                    scope.cancel();
                    throw new NullPointerException("Connection");
                }));
    }

    @Test
    void failureOfAReaderIsNotHidden() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(OK);
        });

        assertThatNullPointerException().isThrownBy(() -> transport.exchange(server.url(), HttpCall.get("/api/health"), scope, (head, body) -> {
            throw new NullPointerException("reader");
        }));
    }

    @Test
    void slowServerIsNotSentTheBody() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            assertThat(connection.readToEnd()).isEmpty();
        });

        final UploadException failure = catchThrowableOfType(UploadException.class, () -> upload(out -> {
            throw new AssertionError("The body was asked for");
        }));

        assertThat(failure.stage()).isEqualTo(UploadException.Stage.NOT_REQUESTED);
        server.verify();
    }

    @Test
    void serverThatClosesBeforeTheBodyIsNotOneThatIsSlow() throws Exception {
        server.serve(ScriptedServer.Connection::readHead);

        final UploadException failure = catchThrowableOfType(UploadException.class, () -> upload(out -> {
            throw new AssertionError("The body was asked for");
        }));

        assertThat(failure.stage()).isEqualTo(UploadException.Stage.BEFORE_BODY);
        assertThat(failure.getCause()).hasMessage("The server closed the connection without a reply");
        server.verify();
    }

    @Test
    void bodyThatFailsIsNeverEnded() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            assertThat(connection.readToEnd()).doesNotContain("0\r\n\r\n");
        });

        final UploadException failure = catchThrowableOfType(UploadException.class, () -> upload(out -> {
            out.write(new byte[200_000]);
            throw new IllegalStateException("record 7 is broken");
        }));

        assertThat(failure.stage()).isEqualTo(UploadException.Stage.BODY_FAILED);
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        server.verify();
    }

    @Test
    void bodyThatFailsBeforeItsFirstByteIsNeverEnded() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            assertThat(connection.readToEnd()).isEmpty();
        });

        final UploadException failure = catchThrowableOfType(UploadException.class, () -> upload(out -> {
            throw new IOException("cannot read");
        }));

        assertThat(failure.stage()).isEqualTo(UploadException.Stage.BODY_FAILED);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        server.verify();
    }

    @Test
    void bodyThatFailsWithAnErrorIsNeverEnded() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            assertThat(connection.readToEnd()).doesNotContain("0\r\n\r\n");
        });

        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> upload(out -> {
            out.write(1);
            throw new StackOverflowError();
        }));
        server.verify();
    }

    @Test
    void connectionLostAfterTheBodyIsReported() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            connection.readUntil("0\r\n\r\n");
        });

        final UploadException failure = catchThrowableOfType(UploadException.class, () -> upload(out -> out.write(1)));

        assertThat(failure.stage()).isEqualTo(UploadException.Stage.BODY_SENT);
        server.verify();
    }

    @Test
    void answerGivenWhileTheBodyIsStillSentIsRead() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            connection.readUntil("aaaa");
            connection.write(OK);
            connection.readUntil("0\r\n\r\n");
        });

        final UploadReply answer = upload(out -> {
            for (int i = 0; i < 100; i++) {
                out.write("a".repeat(10_000).getBytes(StandardCharsets.UTF_8));
            }
        });

        assertThat(answer.reply().status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(BodyState.SENT_IN_PART);
        server.verify();
    }

    @Test
    void uploadThatTakesTooLongIsEnded() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            connection.readToEnd();
        });

        assertThatExceptionOfType(UploadException.class).isThrownBy(() -> transport.upload(
                new Upload(server.url().resolve("/x"), Map.of(), out -> out.write(1), LONG, Duration.ofMillis(400)), scope))
                .withMessageContaining("Not done within");
        server.verify();
    }

    @Test
    void cancelledUploadEndsAtOnce() throws Exception {
        final CountDownLatch sent = new CountDownLatch(1);
        server.serve(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            connection.readUntil("x");
            sent.countDown();
            connection.readToEnd();
        });
        final Thread stopper = Thread.ofVirtual().start(() -> {
            try {
                sent.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class)
                .isThrownBy(() -> upload(out -> out.write("x".repeat(100_000).getBytes(StandardCharsets.UTF_8))));
        stopper.join();
        server.verify();
    }

    @Test
    void interruptIsNoFailureOfTheServer() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> upload(out -> out.write(1)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void cancelledScopeRefusesUploads() {
        scope.cancel();

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> upload(out -> out.write(1)));
    }

    @Test
    void connectionWithAnIncompleteBodyIsNotUsedAgain() throws Exception {
        server.serve(connection -> {
            connection.readHead();
            connection.write(OK);
            assertThat(connection.readToEnd()).isEmpty();
        });
        server.serve(connection -> {
            assertThat(connection.readHead()).startsWith("GET /next");
            connection.write(OK);
        });

        upload(out -> out.write(1));
        transport.send(server.url(), HttpCall.get("/next"), scope);

        server.verify();
    }

    @Test
    void headersAreSentInUtf8() throws Exception {
        server.serve(connection -> {
            assertThat(connection.readHead()).contains("columns: `größe`,`名前`\r\n");
            connection.write(OK);
        });

        transport.upload(new Upload(URI.create(server.url() + "/x"), Map.of("columns", "`größe`,`名前`"), out -> out.write(1), LONG, LONG),
                scope);

        server.verify();
    }

    private UploadReply upload(final RequestBody body) throws UploadException, CallCancelledException {
        return transport.upload(new Upload(server.url().resolve("/api/d/t/_stream_load"), Map.of("label", "l"), body, LONG, LONG), scope);
    }
}
