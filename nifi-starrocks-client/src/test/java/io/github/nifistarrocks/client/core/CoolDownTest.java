package io.github.nifistarrocks.client.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CoolDownTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final CoolDown<String> coolDown = new CoolDown<>(Duration.ofNanos(10), clock::get);

    @Test
    void orderIsKeptWithoutFailure() {
        assertThat(coolDown.order(List.of("b", "a", "c"))).containsExactly("b", "a", "c");
    }

    @Test
    void failedServerIsLast() {
        coolDown.failed("a");

        assertThat(coolDown.order(List.of("a", "b", "c"))).containsExactly("b", "c", "a");
    }

    @Test
    void onlyServerIsUsedAlthoughItFailed() {
        coolDown.failed("a");

        assertThat(coolDown.order(List.of("a"))).containsExactly("a");
    }

    @Test
    void failureOfAServerThatIsNotUsedHasNoEffect() {
        coolDown.failed("a");

        assertThat(coolDown.order(List.of("c", "b"))).containsExactly("c", "b");
    }

    @Test
    void oneCallerTriesTheServerAfterItsCoolDown() {
        coolDown.failed("b");
        clock.addAndGet(10);

        assertThat(coolDown.order(List.of("a", "b"))).containsExactly("b", "a");
        assertThat(coolDown.order(List.of("a", "b"))).containsExactly("a", "b");
        assertThat(coolDown.order(List.of("b", "a"))).containsExactly("a", "b");
    }

    @Test
    void serverThatWasReachedHasNotFailed() {
        coolDown.failed("a");
        coolDown.reached("a");

        assertThat(coolDown.order(List.of("a", "b"))).containsExactly("a", "b");
    }
}
