package io.github.nifistarrocks.client.scan.arrow;

import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamBufferTest {

    private static final int MEGABYTE = 1024 * 1024;

    private final ArrowBatches batches = new ArrowBatches(1);
    private final StreamBuffer buffer = batches.newBuffer();
    private final byte[] part = new byte[MEGABYTE];

    @AfterEach
    void free() {
        buffer.close();
        batches.close();
    }

    @Test
    void aLengthThatIsOnlyAnnouncedIsNotAllocated() {
        buffer.begin(Integer.MAX_VALUE - 100);
        buffer.add(part, 10);

        assertThat(batches.allocatedBytes()).isLessThanOrEqualTo(16 * MEGABYTE);
    }

    @Test
    void moreThanTheFirstAllocationIsAllocatedAtOnce() {
        buffer.begin(100 * MEGABYTE);
        add(16);
        assertThat(batches.allocatedBytes()).isEqualTo(16 * MEGABYTE);

        add(1);
        assertThat(batches.allocatedBytes()).isEqualTo(100 * MEGABYTE);

        add(83);
        assertThat(batches.allocatedBytes()).isEqualTo(100 * MEGABYTE);
        assertThat(buffer.length()).isEqualTo(100 * MEGABYTE);
    }

    @Test
    void theBytesAreThoseThatWereAdded() {
        buffer.begin(20 * MEGABYTE);
        for (int i = 0; i < 20; i++) {
            Arrays.fill(part, (byte) i);
            buffer.add(part, MEGABYTE);
        }

        for (int i = 0; i < 20; i++) {
            assertThat(buffer.bytes().getByte((long) i * MEGABYTE)).isEqualTo((byte) i);
            assertThat(buffer.bytes().getByte((i + 1L) * MEGABYTE - 1)).isEqualTo((byte) i);
        }
    }

    @Test
    void moreThanWasAnnouncedIsRefused() {
        buffer.begin(10);

        assertThatThrownBy(() -> buffer.add(part, 11)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNewStreamDropsTheBytesOfThePreviousOne() {
        buffer.begin(MEGABYTE);
        add(1);

        buffer.begin(0);

        assertThat(buffer.length()).isZero();
    }

    private void add(final int megabytes) {
        for (int i = 0; i < megabytes; i++) {
            buffer.add(part, MEGABYTE);
        }
    }
}
