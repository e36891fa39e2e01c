package io.github.nifistarrocks.client.scan;

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import io.github.nifistarrocks.client.scan.arrow.ArrowStreams;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Whatever ends the thread that receives, the reader gets an exception that makes it read another replica or smaller batches, and all memory is released. */
@Timeout(240)
class BatchReceiverTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(failure(() -> new OutOfMemoryError("Java heap space")), Kind.BATCH_TOO_LARGE, "Use smaller batches"),
                Arguments.of(failure(StackOverflowError::new), Kind.BATCH_TOO_LARGE, "Use smaller batches"),
                Arguments.of(failure(() -> new OutOfMemoryException("direct memory")), Kind.BATCH_TOO_LARGE, "Use smaller batches"),
                Arguments.of(failure(() -> new IndexOutOfBoundsException("index 5")), Kind.PROTOCOL, "the reply cannot be read (java.lang.IndexOutOf"));
    }

    private static Supplier<Throwable> failure(final Supplier<Throwable> failure) {
        return failure;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfTheThreadIsThatOfTheReader(final Supplier<Throwable> failure, final Kind kind, final String message) throws Exception {
        try (ArrowBatches batches = new ArrowBatches(2); BatchReceiver receiver = new BatchReceiver(new FailingSource(failure), batches, "test receiver")) {
            try (ArrowBatch first = receiver.next().orElseThrow()) {
                assertThat(first.rowCount()).isEqualTo(3);
            }

            final StarRocksException thrown = catchThrowableOfType(StarRocksException.class, receiver::next);

            assertThat(thrown.kind()).isEqualTo(kind);
            assertThat(thrown).hasMessageContaining(message);
        }
    }

    /** Fails when a part of the second batch has arrived. */
    private static final class FailingSource implements BatchReceiver.Source {

        private final Supplier<Throwable> failure;
        private long requested;

        FailingSource(final Supplier<Throwable> failure) {
            this.failure = failure;
        }

        @Override
        public void request(final long offset) {
            requested = offset;
        }

        @Override
        public boolean receive(final StreamBuffer rows) {
            final byte[] stream = ArrowStreams.idAndName(0, 3);
            rows.begin(stream.length);
            rows.add(stream, requested == 0 ? stream.length : 10);
            if (requested > 0) {
                switch (failure.get()) {
                    case Error error -> throw error;
                    case RuntimeException exception -> throw exception;
                    case Throwable other -> throw new IllegalArgumentException(other);
                }
            }
            return false;
        }

        @Override
        public void abort() {
            // No call waits.
        }
    }
}
