package io.github.nifistarrocks.client.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(240)
class HostResolverTest {

    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private final HostResolver silent = new HostResolver(host -> {
        lookups.incrementAndGet();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    });
    private final CompletableFuture<Void> never = new CompletableFuture<>();

    @AfterEach
    void answer() {
        answer.countDown();
    }

    @Test
    void hostHasAllAddressesOfTheLookup() throws Exception {
        final InetAddress[] two = {InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")};
        assertThat(new HostResolver(host -> two).resolve("be-1", LONG, never)).containsExactly(two);
    }

    @Test
    void addressIsItself() throws Exception {
        assertThat(new HostResolver().resolve("192.0.2.1", LONG, never)).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.1");
    }

    @Test
    void unknownHostIsNamed() {
        final HostResolver resolver = new HostResolver(host -> {
            throw new UnknownHostException(host + ": no answer");
        });
        assertThatThrownBy(() -> resolver.resolve("be-1", LONG, never)).isInstanceOf(UnknownHostException.class).hasMessageContaining("be-1: no answer");
    }

    @Test
    void lookupThatDoesNotEndFailsInTime() {
        assertThatThrownBy(() -> silent.resolve("be-1", SHORT, never)).isInstanceOf(UnknownHostException.class)
                .hasMessage("The lookup of [be-1] did not end within 50 ms");
    }

    @Test
    void callersShareOneLookupThatDoesNotEnd() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> silent.resolve("be-1", SHORT, never)).isInstanceOf(UnknownHostException.class);
        }
        assertThat(lookups).hasValue(1);
    }

    @Test
    void hostIsLookedUpAgainWhenItsLookupHasEnded() throws Exception {
        assertThatThrownBy(() -> silent.resolve("be-1", SHORT, never)).isInstanceOf(UnknownHostException.class);
        answer.countDown();
        while (lookups.get() < 2) {
            assertThat(silent.resolve("be-1", LONG, never)).isEqualTo(List.of(InetAddress.getLoopbackAddress()));
        }
    }

    @Test
    void cancelledCallerDoesNotWait() {
        final CompletableFuture<Void> cancelled = CompletableFuture.completedFuture(null);
        assertThatThrownBy(() -> silent.resolve("be-1", LONG, cancelled)).isInstanceOf(CallCancelledException.class);
    }

    @Test
    void interruptedCallerDoesNotWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> silent.resolve("be-1", LONG, never)).isInstanceOf(CallCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
