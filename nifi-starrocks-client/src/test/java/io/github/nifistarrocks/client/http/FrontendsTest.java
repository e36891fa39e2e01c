package io.github.nifistarrocks.client.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What is taken for a FE that is down, and what is not. */
class FrontendsTest {

    private static final HttpCall CALL = new HttpCall("GET", "/api/x", Map.of(), Optional.empty());

    private final ScriptedServer server = new ScriptedServer();
    private HttpTransport transport;
    private Frontends frontends;

    @BeforeEach
    void open() throws Exception {
        server.start();
        final StarRocksClientConfig config = StarRocksClientConfig.builder(List.of(server.url())).responseTimeout(Duration.ofSeconds(20)).maxConnections(1)
                .build();
        transport = new HttpTransport(config);
        frontends = new Frontends(config, transport, new AddressPolicy(config));
    }

    @AfterEach
    void close() throws Exception {
        transport.close();
        server.close();
    }

    @Test
    void interruptWhileNoConnectionIsFreeIsNoDeadFrontend() throws Exception {
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
        assertThat(asked.await(20, SECONDS)).isTrue();

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

        assertThat(failure.get(20, SECONDS)).isInstanceOf(CallCancelledException.class);
        assertThat(flag.get(20, SECONDS)).isTrue();
        answer.countDown();
        assertThat(first.get(20, SECONDS)).isNull();
        server.verify();
    }

    private HttpReply call() throws Exception {
        return frontends.firstHop(CALL, 1000, new CallScope());
    }
}
