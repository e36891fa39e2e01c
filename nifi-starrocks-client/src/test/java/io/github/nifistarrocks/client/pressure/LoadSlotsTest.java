package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.pressure.LoadSlots.Slot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoadSlotsTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final CallScope scope = new CallScope();

    @Test
    void noMoreSlotsThanAllowedForATable() throws Exception {
        final LoadSlots slots = new LoadSlots(2);
        slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();
        slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();

        assertThat(slots.tryAcquire(TABLE, Duration.ZERO, scope)).isEmpty();
        assertThat(slots.tryAcquire(TABLE, Duration.ofMillis(20), scope)).isEmpty();
        assertThat(slots.tryAcquire(new TableId("demo", "u"), Duration.ZERO, scope)).isPresent();
    }

    @Test
    void closedSlotIsFreeOnce() throws Exception {
        final LoadSlots slots = new LoadSlots(2);
        final Slot first = slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();
        slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();
        first.close();
        first.close();

        assertThat(slots.tryAcquire(TABLE, Duration.ZERO, scope)).isPresent();
        assertThat(slots.tryAcquire(TABLE, Duration.ZERO, scope)).isEmpty();
    }

    @Test
    void waiterGetsTheSlotThatIsClosed() throws Exception {
        final LoadSlots slots = new LoadSlots(1);
        final Slot taken = slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();
        final CompletableFuture<Optional<Slot>> waiting = waiter(slots);
        taken.close();

        assertThat(waiting.get(120, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void waiterEndsWhenItsScopeIsCancelled() throws Exception {
        final LoadSlots slots = new LoadSlots(1);
        slots.tryAcquire(TABLE, Duration.ZERO, scope).orElseThrow();
        final CompletableFuture<Optional<Slot>> waiting = waiter(slots);
        scope.cancel();

        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(120, TimeUnit.SECONDS))
                .withCauseInstanceOf(CallCancelledException.class);
    }

    @Test
    void zeroIsNoBound() throws Exception {
        final LoadSlots slots = new LoadSlots(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(slots.tryAcquire(TABLE, Duration.ZERO, scope)).isPresent();
        }
    }

    private CompletableFuture<Optional<Slot>> waiter(final LoadSlots slots) throws InterruptedException {
        final CompletableFuture<Optional<Slot>> result = new CompletableFuture<>();
        final CountDownLatch started = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            started.countDown();
            try {
                result.complete(slots.tryAcquire(TABLE, LONG, scope));
            } catch (CallCancelledException e) {
                result.completeExceptionally(e);
            }
        });
        started.await();
        return result;
    }
}
