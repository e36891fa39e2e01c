package io.github.nifistarrocks.systemtests.nifi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Polls for a condition until a deadline.
 */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Await() {}

    /**
     * Polls until the value is {@code true}.
     *
     * @param what the condition, for the message of the failure
     * @param limit maximum time
     * @param condition an exception that is not a {@link NifiGoneException} counts as "not yet"
     * @throws AwaitException when the deadline has passed, with the last exception as its cause
     */
    public static void until(final String what, final Duration limit, final Callable<Boolean> condition) {
        value(what, limit, condition, Boolean::booleanValue);
    }

    /**
     * Polls until the value is the expected one.
     *
     * @param <T> type of the value
     * @param what the condition, for the message of the failure
     * @param limit maximum time
     * @param question returns the value; an exception that is not a {@link NifiGoneException} counts as "not yet"
     * @param expected true for the expected value
     * @return the expected value
     * @throws AwaitException when the deadline has passed, with the last value in its message
     */
    public static <T> T value(final String what, final Duration limit, final Callable<T> question, final Predicate<T> expected) {
        final long deadline = System.nanoTime() + limit.toNanos();
        Optional<Exception> failure = Optional.empty();
        Optional<T> last = Optional.empty();
        do {
            try {
                final T value = question.call();
                if (expected.test(value)) {
                    return value;
                }
                last = Optional.ofNullable(value);
                failure = Optional.empty();
            } catch (final NifiGoneException e) {
                throw e;
            } catch (final Exception e) {
                failure = Optional.of(e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new AwaitException("Waiting for %s was interrupted".formatted(what), null);
            }
        } while (System.nanoTime() < deadline);
        throw new AwaitException("Waited %s seconds for %s, last value [%s]".formatted(limit.toSeconds(), what, last.map(Object::toString).orElse("none")),
                failure.orElse(null));
    }
}
