package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrontendRingTest {

    private static final URI A = URI.create("http://a:8030");
    private static final URI B = URI.create("http://b:8030");
    private static final URI C = URI.create("http://c:8030");

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final FrontendRing ring = new FrontendRing(List.of(A, B, C), Duration.ofNanos(10), clock::get);

    @Test
    void frontendsTakeTurns() {
        assertThat(ring.order()).containsExactly(A, B, C);
        assertThat(ring.order()).containsExactly(B, C, A);
        assertThat(ring.order()).containsExactly(C, A, B);
        assertThat(ring.order()).containsExactly(A, B, C);
    }

    @Test
    void failedFrontendIsUsedLast() {
        ring.failed(A);

        assertThat(ring.order()).containsExactly(B, C, A);
        assertThat(ring.order()).containsExactly(B, C, A);
    }

    @Test
    void failedFrontendComesBackAfterTheCoolDown() {
        ring.failed(A);
        clock.addAndGet(10);

        assertThat(ring.order()).containsExactly(A, B, C);
    }

    @Test
    void oneCallerTriesAFailedFrontendAndTheOthersCallItLast() {
        ring.failed(B);
        clock.addAndGet(10);

        assertThat(ring.order()).containsExactly(B, A, C);
        assertThat(ring.order()).containsExactly(C, A, B);
        assertThat(ring.order()).containsExactly(C, A, B);
        ring.reached(B);
        assertThat(ring.order()).containsExactly(A, B, C);
    }

    @Test
    void callThatMayWaitLongDoesNotTryAFailedFrontend() {
        ring.failed(A);
        clock.addAndGet(10);

        assertThat(ring.orderForLongCalls()).containsExactly(B, C, A);
        assertThat(ring.order()).containsExactly(A, B, C);
    }

    @Test
    void callerTriesOneFailedFrontendOnly() {
        ring.failed(A);
        ring.failed(B);
        clock.addAndGet(10);

        assertThat(ring.order()).containsExactly(A, C, B);
        assertThat(ring.order()).containsExactly(B, C, A);
    }

    @Test
    void failedFrontendReturnsWhenItReplies() {
        ring.failed(A);
        ring.reached(A);

        assertThat(ring.order()).containsExactly(A, B, C);
    }
}
