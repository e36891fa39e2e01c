package io.github.nifistarrocks.processors.load.prepared;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.core.TableId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableHoldsTest {

    private static final TableId TABLE = new TableId("db", "t");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final TableHolds holds = new TableHolds(now::get);

    @Test
    void tableIsHeldForAsLongAsTheAttemptTook() {
        holds.hold(Set.of(TABLE), Duration.ofSeconds(60));

        assertThat(heldFor()).isEqualTo(Duration.ofSeconds(60));
        assertThat(holds.isHeld(new TableId("db", "other"))).isFalse();
    }

    @Test
    void quickFailuresDoubleTheTimeUpToTwoMinutes() {
        Duration held = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            holds.hold(Set.of(TABLE), Duration.ofMillis(1));
            final Duration next = heldFor();
            assertThat(next).isBetween(held, Duration.ofMinutes(2));
            held = next;
        }
        assertThat(held).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void longAttemptsHoldForTwoMinutesAtMost() {
        holds.hold(Set.of(TABLE), Duration.ofHours(1));

        assertThat(heldFor()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void commitEndsAHold() {
        holds.hold(Set.of(TABLE), Duration.ofSeconds(60));
        holds.release(Set.of(TABLE));
        assertThat(holds.isHeld(TABLE)).isFalse();

        holds.hold(Set.of(TABLE), Duration.ofMillis(1));
        assertThat(heldFor()).as("the first time again").isEqualTo(Duration.ofMillis(100));
    }

    /** Lets the time go on to the end of the hold. */
    private Duration heldFor() {
        Duration held = Duration.ZERO;
        while (holds.isHeld(TABLE)) {
            now.addAndGet(Duration.ofMillis(1).toNanos());
            held = held.plusMillis(1);
        }
        return held;
    }
}
