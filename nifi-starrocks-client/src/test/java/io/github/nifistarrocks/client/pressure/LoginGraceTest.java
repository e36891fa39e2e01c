package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoginGraceTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoginGrace grace = new LoginGrace(nanos::get);

    @Test
    void loginThatNeverSucceededIsNotRetried() {
        assertThat(grace.allowsRetry()).isFalse();
    }

    @Test
    void loginThatSucceededIsRetriedForTwelveHours() {
        grace.succeeded();
        assertThat(grace.allowsRetry()).isTrue();

        nanos.addAndGet(Duration.ofHours(12).toNanos() - 1);
        assertThat(grace.allowsRetry()).isTrue();
        nanos.addAndGet(1);
        assertThat(grace.allowsRetry()).isFalse();
    }

    @Test
    void timeBeginsAnewAfterASuccess() {
        grace.succeeded();
        grace.allowsRetry();
        nanos.addAndGet(Duration.ofHours(13).toNanos());
        grace.succeeded();

        assertThat(grace.allowsRetry()).isTrue();
    }
}
