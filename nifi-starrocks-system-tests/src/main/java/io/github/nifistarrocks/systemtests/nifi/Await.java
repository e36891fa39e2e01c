package io.github.nifistarrocks.systemtests.nifi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits for something that is asked for again and again until a deadline.
 */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Await() {}

    /**
     * Asks until the answer is {@code true}.
     *
     * @param what what is waited for, for the message of the failure
     * @param limit how long to ask at most
     * @param condition the question; an exception that is not a {@link NifiGoneException} counts as "not yet"
     * @throws AwaitException when the deadline has passed, with the last exception of the question as its cause
     */
    public static void until(final String what, final Duration limit, final Callable<Boolean> condition) {
        value(what, limit, condition, Boolean::booleanValue);
    }

    /**
     * Asks until the answer is the wanted one.
     *
     * @param <T> type of the answer
     * @param what what is waited for, for the message of the failure
     * @param limit how long to ask at most
     * @param question the question; an exception that is not a {@link NifiGoneException} counts as "not yet"
     * @param wanted tells whether this is the answer that was waited for
     * @return the wanted answer
     * @throws AwaitException when the deadline has passed, with the last answer in its message
     */
    public static <T> T value(final String what, final Duration limit, final Callable<T> question, final Predicate<T> wanted) {
        final long deadline = System.nanoTime() + limit.toNanos();
        Optional<Exception> trouble = Optional.empty();
        Optional<T> last = Optional.empty();
        do {
            try {
                final T answer = question.call();
                if (wanted.test(answer)) {
                    return answer;
                }
                last = Optional.ofNullable(answer);
                trouble = Optional.empty();
            } catch (final NifiGoneException e) {
                throw e;
            } catch (final Exception e) {
                trouble = Optional.of(e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new AwaitException("Waiting for %s was interrupted".formatted(what), null);
            }
        } while (System.nanoTime() < deadline);
        throw new AwaitException("Waited %s seconds for %s, last answer [%s]".formatted(limit.toSeconds(), what, last.map(Object::toString).orElse("none")),
                trouble.orElse(null));
    }
}
