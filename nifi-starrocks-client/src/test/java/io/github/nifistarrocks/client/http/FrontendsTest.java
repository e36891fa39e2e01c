package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** When an FE is considered down. */
class FrontendsTest {

    private static final HttpCall CALL = HttpCall.get("/api/x");

    private final ScriptedServer server = new ScriptedServer();
    private HttpTransport transport;
    private Frontends frontends;

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    private void open(final Duration responseTimeout) throws Exception {
        open(responseTimeout, server.url());
    }

    private void open(final Duration responseTimeout, final URI... urls) throws Exception {
        final StarRocksClientConfig config = StarRocksClientConfig.builder(List.of(urls)).connectTimeout(Duration.ofSeconds(1))
                .responseTimeout(responseTimeout).maxConnections(1).build();
        transport = new HttpTransport(config, new HostResolver());
        frontends = new Frontends(config, transport, new AddressPolicy(config));
    }

    @AfterEach
    void close() throws Exception {
        transport.close();
        server.close();
    }

    @Test
    void answerThatNeverEndsIsGivenUp() throws Exception {
        open(Duration.ofMillis(500));
        server.serve(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThatThrownBy(() -> {
                while (true) {
                    connection.write("1\r\n \r\n");
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            }).isInstanceOf(IOException.class);
        });

        assertThatThrownBy(() -> frontends.call(CALL, new CallScope(), (status, body) -> body.readAllBytes())).isInstanceOf(StarRocksException.class)
                .hasMessageContaining("No FE replied").hasMessageContaining("Not done within 2500 ms");
        server.verify();
    }

    @Test
    void interruptWhileNoConnectionIsFreeIsNoDeadFrontend() throws Exception {
        open(Duration.ofMinutes(5));
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch answer = new CountDownLatch(1);
        server.serve(connection -> {
            connection.readHead();
            asked.countDown();
            answer.await();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
        final CompletableFuture<Throwable> first = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> first.complete(catchThrowable(this::call)));
        assertThat(asked.await(120, SECONDS)).isTrue();

        final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        final CompletableFuture<Boolean> flag = new CompletableFuture<>();
        final Thread second = Thread.ofPlatform().start(() -> {
            failure.complete(catchThrowable(this::call));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        while (second.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        second.interrupt();

        assertThat(failure.get(120, SECONDS)).isInstanceOf(CallCancelledException.class);
        assertThat(flag.get(120, SECONDS)).isTrue();
        answer.countDown();
        assertThat(first.get(120, SECONDS)).isNull();
        server.verify();
    }

    /** An FE that is the only one has the whole response timeout. */
    @Test
    void frontendThatHangsIsLeftForTheNextOneEarly() throws Exception {
        final CountDownLatch over = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedServer other = new ScriptedServer(); ScriptedServer only = new ScriptedServer()) {
            other.start();
            only.start();
            only.serve(connection -> {
                connection.readHead();
                asked.countDown();
                over.await();
            });
            server.serve(connection -> {
                connection.readHead();
                over.await();
            });
            other.serve(connection -> {
                connection.readHead();
                connection.write("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://be/x\r\nContent-Length: 0\r\n\r\n");
            });
            open(Duration.ofSeconds(9), only.url());
            final HttpTransport first = transport;
            final Frontends one = frontends;
            final CompletableFuture<Throwable> patient = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> patient.complete(catchThrowable(() -> one.firstHop(CALL, new CallScope()))));
            assertThat(asked.await(120, SECONDS)).isTrue();
            open(Duration.ofSeconds(9), server.url(), other.url());

            assertThat(call().redirect()).contains("http://be/x");

            assertThat(patient).as("the call of the only FE").isNotDone();
            over.countDown();
            assertThat(patient.get(120, SECONDS)).isInstanceOf(StarRocksException.class);
            first.close();
            server.verify();
        }
    }

    /** A follower redirects the request for the state of a label. A location without the end of the label would ask for another label. */
    @Test
    void redirectThatIsCutAnywhereIsNotFollowed() throws Exception {
        final String redirect = "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: %s/api/x?label=nifi-12345\r\n\r\n".formatted(server.url());
        open(Duration.ofMinutes(5), server.url());
        for (int end = 1; end < redirect.length(); end++) {
            final String cut = redirect.substring(0, end);
            server.serve(connection -> {
                connection.readHead();
                connection.write(cut);
            });
        }

        for (int end = 1; end < redirect.length(); end++) {
            assertThatThrownBy(() -> frontends.call(HttpCall.get("/api/x?label=nifi-12345"), new CallScope(), (status, body) -> body.readAllBytes()))
                    .as("cut after %s", redirect.substring(0, end)).isInstanceOf(StarRocksException.class).hasMessageContaining("No FE replied");
        }
        server.verify();
    }

    @Test
    void frontendWithAServerErrorIsLeftForTheNextOne() throws Exception {
        try (ScriptedServer other = new ScriptedServer()) {
            other.start();
            server.serve(FrontendsTest::serverError);
            other.serve(FrontendsTest::reply);
            open(Duration.ofMinutes(5), server.url(), other.url());

            assertThat(call().status()).isEqualTo(200);
            server.verify();
        }
    }

    @Test
    void serverErrorOfAllFrontendsIsTheReply() throws Exception {
        open(Duration.ofMinutes(5));
        server.serve(FrontendsTest::serverError);

        assertThat(call().status()).isEqualTo(503);
    }

    private static void serverError(final ScriptedServer.Connection connection) throws IOException {
        connection.readHead();
        connection.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}");
    }

    @Test
    void requestThatMayHaveArrivedIsNotRepeatedAtAnotherFrontend() throws Exception {
        try (ScriptedServer other = new ScriptedServer()) {
            other.start();
            other.serve(FrontendsTest::reply);
            server.serve(ScriptedServer.Connection::readHead);
            open(Duration.ofMinutes(5), server.url(), other.url());

            assertThatThrownBy(() -> frontends.firstHop(CALL.once(), new CallScope())).isInstanceOf(StarRocksException.class)
                    .hasMessageContaining(server.url().toString()).hasMessageNotContaining(other.url().toString());
            server.verify();
        }
    }

    @Test
    void requestThatCannotHaveArrivedIsSentToAnotherFrontend() throws Exception {
        try (ClosedPort closed = ClosedPort.onLoopback()) {
            server.serve(FrontendsTest::reply);
            open(Duration.ofMinutes(5), URI.create("http://" + closed), server.url());

            assertThat(frontends.firstHop(CALL.once(), new CallScope()).status()).isEqualTo(200);
        }
    }

    private static void reply(final ScriptedServer.Connection connection) throws IOException {
        connection.readHead();
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }

    /** A line without an end, and lines without an end. */
    @ParameterizedTest
    @CsvSource({"X-Filler: ,xxxxxxxxxxxxxxxx,Maximum line length", "'',X-Filler: 1|,Maximum header count"})
    void headWithoutAnEndIsGivenUp(final String start, final String repeated, final String message) throws Exception {
        open(Duration.ofMinutes(5));
        final String block = repeated.replace("|", "\r\n").repeat(1000);
        server.serve(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\n" + start);
            assertThatThrownBy(() -> {
                while (true) {
                    connection.write(block);
                }
            }).isInstanceOf(IOException.class);
        });

        assertThatThrownBy(this::call).isInstanceOf(StarRocksException.class).hasMessageContaining("No FE replied").hasMessageContaining(message);
        server.verify();
    }

    @Test
    void portOfMysqlIsNamed() throws Exception {
        open(Duration.ofMinutes(5), URI.create("http://fe.invalid:9030"));

        assertThatThrownBy(this::call).isInstanceOf(StarRocksException.class).hasMessageContaining("9030 is the MySQL port of an FE");
    }

    @Test
    void callOfAClosedClientSaysSo() throws Exception {
        open(Duration.ofMinutes(5));
        transport.close();

        assertThatThrownBy(this::call).isInstanceOf(StarRocksException.class).hasMessageContaining("The client is closed");
    }

    private HttpReply call() throws Exception {
        return frontends.firstHop(CALL, new CallScope());
    }
}
